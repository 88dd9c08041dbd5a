import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

/** Of the extension's own code in the extension host, which is VS Code's and has sockets of its own. */
const OWN_CODE = /dist[\\/]client\.cjs/u;
/** Under Electron, processes are not told what to load first. */
const CAN_WATCH = process.versions['electron'] === undefined;

export interface SocketWatch {
  /** What is wrong: processes that were not watched, or tried to open a socket. */
  problems(): string[];
}

/**
 * From now on, server, engine and index have all sockets blocked (`test/fixtures/noSockets.cjs`, which ELMO_LENS_NO_SOCKETS
 * names), and what the extension itself connects to is written down. To be called before the extension starts.
 */
export function watchSockets(): SocketWatch | undefined {
  const preload = process.env['ELMO_LENS_NO_SOCKETS'];
  const record = process.env['NO_SOCKETS_RECORD'];
  if (!CAN_WATCH || !preload || !record) return undefined;
  process.env['NODE_OPTIONS'] = `--require ${JSON.stringify(preload)}`;
  const own: string[] = [];
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: never[]) {
    const stack = new Error('a connection').stack ?? '';
    if (OWN_CODE.test(stack)) own.push(`in the extension host: ${stack}`);
    return connect.apply(this, args as never) as never;
  } as typeof connect;
  return {
    problems: () => {
      const entries = readFileSync(record, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const of = (kind: string): string[] => entries.flatMap((entry) => (entry.kind === kind ? [entry.what] : []));
      const unwatched = ['server.cjs', 'engine.cjs', 'index.cjs', 'a worker thread'].filter(
        (name) => !of('watched').includes(name),
      );
      return [...own, ...of('attempt'), ...unwatched.map((name) => `${name} was not watched`)];
    },
  };
}
