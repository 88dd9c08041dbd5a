import * as l10n from '@vscode/l10n';
import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import { IndexError } from '../sentenceIndex.ts';
import type { ServerAddress } from './address.ts';

export interface DatabaseOptions {
  /** The password for it is in the environment, as PGPASSWORD. */
  readonly address: ServerAddress;
  /** Where names are looked for first; pgvector's, where the server does. */
  readonly schema: string;
  /** At most so many at once. */
  readonly connections: number;
  /** How long the server may take to be reached, and for a statement, before it is given up. */
  readonly limitMilliseconds: number;
  readonly log: (line: string) => void;
}

/** A server that does not stop a statement in time, or is no longer there, is not waited for any longer than this. */
const GRACE_MS = 500;

/** Runs one statement; `values` are its $1, $2 and so on. */
export type Query = <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Of PostgreSQL, by name. */
export type Settings = Readonly<Record<string, string | number>>;

/** Connections to a PostgreSQL server. All methods reject with `IndexError`, which says what to do. */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #pool: Pool;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    const { address, connections, limitMilliseconds, log } = options;
    this.#pool = new Pool({
      ...address,
      password: () => process.env['PGPASSWORD'] ?? '',
      max: connections,
      connectionTimeoutMillis: limitMilliseconds,
      query_timeout: limitMilliseconds + GRACE_MS,
      keepAlive: true,
      allowExitOnIdle: true,
      application_name: 'elmo-lens',
    });
    // Without a listener, what happens between two statements would end the process.
    const lost = (error: Error): void => log(`A connection to the shared index was lost. ${error.message}`);
    this.#pool.on('connect', (client) => client.on('error', lost));
    this.#pool.on('error', () => {});
  }

  /** What `work` makes of statements that take effect all together, or not at all; `settings` hold for them alone. */
  async transaction<Result>(work: (query: Query) => Promise<Result>, settings: Settings = {}): Promise<Result> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const { schema, limitMilliseconds } = this.#options;
      const local = Object.entries({ statement_timeout: limitMilliseconds, ...settings });
      const path = `SELECT set_config('search_path', '${schema}, ' || current_setting('search_path'), true)`;
      await client.query(['BEGIN', path, ...local.map(([name, value]) => `SET LOCAL ${name} = ${value}`)].join(';'));
      const running = client;
      const result = await work(async (text, values) => (await running.query(text, values && [...values])).rows);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      client?.release(true); // which rolls back what was begun
      throw this.#indexError(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #indexError(error: unknown): IndexError {
    if (error instanceof IndexError) return error;
    const { host, user, database } = this.#options.address;
    const { code = '', message } = error as Error & { readonly code?: string };
    if (code === '28P01' || /password must be/u.test(message)) {
      return new IndexError(
        l10n.t(
          'The shared index on {0} wants another password for {1}: give it in the environment variable PGPASSWORD, or by the command “Set Password of the Shared Index…”.',
          host,
          user,
        ),
      );
    }
    if (/CERT|SIGNATURE|SSL|TLS/u.test(code) || /\bSSL\b/u.test(message)) {
      return new IndexError(
        l10n.t(
          'The connection to the shared index on {0} can’t be trusted ({1}): give the server a certificate, and name the file of its authority in the address, with ?sslrootcert=FILE.',
          host,
          message,
        ),
      );
    }
    if (['42P01', '42883', '42704'].includes(code)) {
      const command = 'elmo-lens index';
      return new IndexError(
        l10n.t('There is no index by this model in {0} on {1}: make it with {2}.', database, host, command),
      );
    }
    if (code === '57014' || /timeout/iu.test(message))
      return new IndexError(l10n.t('The shared index on {0} takes too long.', host));
    if (error instanceof DatabaseError) {
      return new IndexError(l10n.t('The shared index in {0} on {1} refuses this: {2}.', database, host, message));
    }
    return new IndexError(l10n.t('The shared index on {0} can’t be reached ({1}).', host, message || code));
  }
}
