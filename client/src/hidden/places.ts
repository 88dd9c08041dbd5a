/** Where something can be hidden: everywhere, in the workspace or one of its folders (settings), in one document. */
import * as l10n from '@vscode/l10n';
import { ConfigurationTarget, type Memento, Uri, workspace } from 'vscode';
import type { HiddenInDocument } from '../../../server/src/protocol.ts';
import { hiddenSettings, listIn, setListIn } from '../settings.ts';

/** A word in all its forms, a name, or files. */
export type HiddenKind = 'word' | 'name' | 'file';

/** One place with what is hidden there. */
export interface HidingPlace {
  /** Completes "Hidden": "in this workspace". */
  readonly name: string;
  /** Words as in a dictionary, names as in the text, patterns of files; for a document, its own path. */
  list(kind: HiddenKind): readonly string[];
  set(kind: HiddenKind, texts: readonly string[]): Promise<void>;
}

/** Everywhere, then the workspace and its folders, where one is open. */
export function settingsPlaces(): { user: HidingPlace; workspace?: HidingPlace; folders: readonly HidingPlace[] } {
  const folders = workspace.workspaceFolders ?? [];
  const { Global, Workspace, WorkspaceFolder } = ConfigurationTarget;
  return {
    user: settingsPlace(l10n.t('everywhere'), Global),
    ...(folders.length > 0 && { workspace: settingsPlace(l10n.t('in this workspace'), Workspace) }),
    // With one folder, its settings are those of the workspace.
    folders:
      folders.length > 1
        ? folders.map(({ name, uri }) => settingsPlace(l10n.t('in the folder {0}', name), WorkspaceFolder, uri))
        : [],
  };
}

function settingsPlace(name: string, target: ConfigurationTarget, folder?: Uri): HidingPlace {
  return {
    name,
    list: (kind) => listIn(hiddenSettings[kind], target, folder),
    set: (kind, texts) => setListIn(hiddenSettings[kind], texts, target, folder),
  };
}

const PREFIX = 'hidden:';
const NOTHING: HiddenInDocument = { words: [], names: [], file: false };

/** What is hidden in single documents, kept with the workspace. */
export class HiddenInDocuments {
  readonly #workspaceState: Memento;
  readonly #changed: (uri: Uri, hidden: HiddenInDocument) => void;

  /** `changed` hears of each change. */
  constructor(workspaceState: Memento, changed: (uri: Uri, hidden: HiddenInDocument) => void) {
    this.#workspaceState = workspaceState;
    this.#changed = changed;
  }

  of(uri: Uri): HiddenInDocument {
    return this.#workspaceState.get(PREFIX + uri.toString(), NOTHING);
  }

  /** By address. */
  all(): Record<string, HiddenInDocument> {
    const keys = this.#workspaceState.keys().filter((key) => key.startsWith(PREFIX));
    return Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), this.#workspaceState.get(key, NOTHING)]));
  }

  async set(uri: Uri, hidden: HiddenInDocument): Promise<void> {
    const isNothing = hidden.words.length === 0 && hidden.names.length === 0 && !hidden.file;
    await this.#workspaceState.update(PREFIX + uri.toString(), isNothing ? undefined : hidden);
    this.#changed(uri, hidden);
  }

  /** Takes along what is hidden in a document that has another name now. */
  async move(from: Uri, to: Uri): Promise<void> {
    const hidden = this.of(from);
    if (hidden === NOTHING) return;
    await this.set(to, hidden);
    await this.set(from, NOTHING);
  }

  async forget(uri: Uri): Promise<void> {
    if (this.of(uri) !== NOTHING) await this.set(uri, NOTHING);
  }

  /** A document as a place; `name` completes "Hidden". */
  place(uri: Uri, name = l10n.t('in {0}', workspace.asRelativePath(uri))): HidingPlace {
    return {
      name,
      list: (kind) => {
        const { words, names, file } = this.of(uri);
        return { word: words, name: names, file: file ? [workspace.asRelativePath(uri)] : [] }[kind];
      },
      set: (kind, texts) => {
        const hidden = this.of(uri);
        const changed = { word: { words: texts }, name: { names: texts }, file: { file: texts.length > 0 } }[kind];
        return this.set(uri, { ...hidden, ...changed });
      },
    };
  }

  /** Every document in which something is hidden. */
  documents(): Uri[] {
    return Object.keys(this.all()).map((uri) => Uri.parse(uri));
  }
}
