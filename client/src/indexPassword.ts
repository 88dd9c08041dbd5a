import * as l10n from '@vscode/l10n';
import { type SecretStorage, window } from 'vscode';
import { settingsFor } from './settings.ts';
import { UserError } from './userError.ts';

/**
 * The password of the index that a team shares, in VS Code's secret storage. The server finds it in its environment, as
 * PostgreSQL's own programs do: messages can be in a log.
 */
export class IndexPassword {
  readonly #secrets: SecretStorage;
  /** For the server's process, when it starts. */
  readonly environment: Record<string, string> = {};

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** Reads the password for the address that is set now. Without an address, the storage is left alone. */
  async read(): Promise<void> {
    const { url } = settingsFor().index;
    const password = url === '' ? undefined : await this.#secrets.get(keyFor(url));
    if (password === undefined) delete this.environment['PGPASSWORD'];
    else this.environment['PGPASSWORD'] = password;
  }

  /** Asks for the password and keeps it; an empty one is forgotten. False where the user gave none. */
  async ask(): Promise<boolean> {
    const { url } = settingsFor().index;
    if (url === '') throw new UserError(l10n.t('Set elmoLens.index.url first.'));
    const password = await window.showInputBox({
      title: l10n.t('Password of the Shared Index'),
      prompt: l10n.t('It is kept in VS Code’s secret storage. Leave it empty to have it forgotten.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (password === undefined) return false;
    if (password === '') await this.#secrets.delete(keyFor(url));
    else await this.#secrets.store(keyFor(url), password);
    return true;
  }
}

/** A password is for one address, and told to no other. */
function keyFor(url: string): string {
  return `elmoLens.index.password ${url}`;
}
