import type { ChildMessage, ChildRequest } from './messages.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface ServeOptions {
  /**
   * Begins a request only when the answer to the one before is on its way: for answers that block this process, which
   * would hold that one back.
   */
  readonly inTurn?: boolean;
}

/**
 * Serves the parent of this process: once `open` has resolved, each request is answered by what it gave. Where it
 * rejects, the parent is told why and this process ends. It leaves when its parent does.
 */
export function serveParent<Body, Result>(
  open: () => Promise<(body: Body) => Promise<Result>>,
  { inTurn = false }: ServeOptions = {},
): void {
  const send = (message: ChildMessage<Result>): Promise<void> =>
    new Promise((resolve) => {
      process.send?.(message, () => resolve());
    });
  process.on('disconnect', () => process.exit(0));
  open().then(
    (answer) => {
      const serve = async ({ id, body }: ChildRequest<Body>): Promise<void> =>
        send(
          await answer(body).then(
            (result) => ({ kind: 'result', id, result }),
            (error: unknown) => ({ kind: 'failed', id, message: messageOf(error) }),
          ),
        );
      let before = Promise.resolve();
      process.on('message', (request: ChildRequest<Body>) => {
        before = inTurn ? before.then(() => serve(request)) : serve(request);
      });
      void send({ kind: 'ready' });
    },
    async (error: unknown) => {
      await send({ kind: 'unusable', message: messageOf(error) });
      process.disconnect?.();
    },
  );
}
