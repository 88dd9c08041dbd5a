import type { ChildMessage, ChildRequest } from './messages.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Serves the parent of this process: once `open` has resolved, each request is answered by what it gave. Where it
 * rejects, the parent is told why and this process ends. It leaves when its parent does.
 */
export function serveParent<Body, Result>(open: () => Promise<(body: Body) => Promise<Result>>): void {
  const send = (message: ChildMessage<Result>): void => {
    process.send?.(message);
  };
  process.on('disconnect', () => process.exit(0));
  open().then(
    (answer) => {
      process.on('message', async ({ id, body }: ChildRequest<Body>) => {
        try {
          send({ kind: 'result', id, result: await answer(body) });
        } catch (error) {
          send({ kind: 'failed', id, message: messageOf(error) });
        }
      });
      send({ kind: 'ready' });
    },
    (error: unknown) => {
      send({ kind: 'unusable', message: messageOf(error) });
      process.disconnect?.();
    },
  );
}
