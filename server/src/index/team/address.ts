import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import * as l10n from '@vscode/l10n';
import { IndexError } from '../sentenceIndex.ts';

/** Where a PostgreSQL server is, and as whom to speak to it; the password comes from elsewhere. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** The certificate is always verified, against the system's authorities where there is no `ca`; false: no TLS. */
  readonly ssl: false | { readonly ca?: string };
}

const DEFAULT_PORT = 5432;
/** Of this machine: what is sent there passes no network. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/u;
/** Parameters that may follow the address, with libpq's names and meanings. */
const PARAMETERS = ['sslmode', 'sslrootcert'];

/**
 * `postgresql://USER@HOST:PORT/DATABASE?sslrootcert=FILE` in its parts. Throws `IndexError` where it is something else, or
 * holds a password; the message does not repeat it.
 */
export function parseAddress(address: string): ServerAddress {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^postgres(?:ql)?:$/u.test(url.protocol) || url.hostname === '') throw noAddress();
  if (url.password !== '') {
    throw new IndexError(
      l10n.t(
        'A password must not stand in the address of the shared index, where others may read it. Take it out, and give it in the environment variable PGPASSWORD, or by the command “Set Password of the Shared Index…”.',
      ),
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new IndexError(
      l10n.t('The address of a shared index has no parameter {0}, only {1}.', unknown, PARAMETERS.join(', ')),
    );
  }
  const host = decoded(url.hostname.replace(/^\[(.*)\]$/u, '$1'));
  const user = decoded(url.username) || userInfo().username;
  const database = decoded(url.pathname.slice(1)) || user;
  return { host, port: Number(url.port) || DEFAULT_PORT, user, database, ssl: encryption(url.searchParams, host) };
}

function noAddress(): IndexError {
  return new IndexError(l10n.t('The address of a shared index is written postgresql://USER@HOST/DATABASE.'));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw noAddress();
  }
}

function encryption(parameters: URLSearchParams, host: string): ServerAddress['ssl'] {
  const mode = parameters.get('sslmode') ?? 'verify-full';
  if (mode === 'disable' && LOOPBACK.test(host)) return false;
  if (mode !== 'verify-full') {
    throw new IndexError(
      l10n.t(
        'The connection to a shared index is always encrypted, and its certificate verified: leave out sslmode={0}.',
        mode,
      ),
    );
  }
  const file = parameters.get('sslrootcert');
  if (file === null) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch {
    throw new IndexError(
      l10n.t('The certificate {0}, which the address of the shared index names, can’t be read.', file),
    );
  }
}
