import { type Disposable, EventEmitter, type Memento, type Uri, workspace } from 'vscode';
import { settingsFor, updateSetting } from '../settings.ts';

/** Entities that the user does not want to see: here (kept with the workspace) or everywhere (a setting). */
export class HiddenEntities implements Disposable {
  readonly #workspaceState: Memento;
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: readonly Disposable[];

  /** Fires when the hidden entities of one document changed; for those hidden everywhere, the settings do. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: Memento) {
    this.#workspaceState = workspaceState;
    this.#subscriptions = [
      workspace.onDidRenameFiles(async ({ files }) => {
        for (const { oldUri, newUri } of files) {
          const texts = this.here(oldUri);
          if (texts.length === 0) continue;
          await this.#setHere(newUri, texts);
          await this.#setHere(oldUri, []);
        }
      }),
      workspace.onDidCloseTextDocument(async ({ uri }) => {
        if (uri.scheme === 'untitled') await this.#setHere(uri, []);
      }),
    ];
  }

  /** Texts hidden in this document. */
  here(uri: Uri): readonly string[] {
    return this.#workspaceState.get<readonly string[]>(key(uri), []);
  }

  /** Texts hidden in every document. */
  everywhere(): readonly string[] {
    return settingsFor().entities.hidden;
  }

  async hideHere(uri: Uri, text: string): Promise<void> {
    await this.#setHere(uri, including(this.here(uri), text));
  }

  async hideEverywhere(text: string): Promise<void> {
    await updateSetting('entities.hidden', including(this.everywhere(), text));
  }

  /** Shows again what is hidden under these texts, here or everywhere. */
  async show(uri: Uri, texts: { readonly here: readonly string[]; readonly everywhere: readonly string[] }) {
    if (texts.here.length > 0) await this.#setHere(uri, excluding(this.here(uri), texts.here));
    if (texts.everywhere.length > 0) {
      await updateSetting('entities.hidden', excluding(this.everywhere(), texts.everywhere));
    }
  }

  async #setHere(uri: Uri, texts: readonly string[]): Promise<void> {
    await this.#workspaceState.update(key(uri), texts.length > 0 ? texts : undefined);
    this.#changed.fire(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** An entity's text as the lists of hidden ones hold it: a name broken over two lines is the same name. */
export function hiddenText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function key(uri: Uri): string {
  return `hiddenEntities:${uri.toString()}`;
}

function including(texts: readonly string[], text: string): readonly string[] {
  return [...new Set([...texts, hiddenText(text)])];
}

function excluding(texts: readonly string[], unwanted: readonly string[]): readonly string[] {
  return texts.filter((text) => !unwanted.includes(text));
}
