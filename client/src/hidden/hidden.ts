import * as l10n from '@vscode/l10n';
import { Disposable, EventEmitter, type Memento, type Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { matchingGlob } from '../../../server/src/documents/fileGlobs.ts';
import { type HiddenInDocument, HiddenNotification } from '../../../server/src/protocol.ts';
import { settingsFor } from '../settings.ts';
import { HiddenInDocuments, type HiddenKind, type HidingPlace, settingsPlaces } from './places.ts';

/** Something hidden somewhere. */
export interface HiddenThing {
  readonly kind: HiddenKind;
  readonly text: string;
  readonly place: HidingPlace;
}

/** What is hidden in single documents of this workspace, for the server when it starts. */
export function rememberedHidden(workspaceState: Memento): Record<string, HiddenInDocument> {
  return new HiddenInDocuments(workspaceState, () => {}).all();
}

/** What the user does not want to see: in one document (kept with the workspace), or in more (settings). */
export class Hidden implements Disposable {
  readonly #documents: HiddenInDocuments;
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: Disposable;

  /** Fires when what is hidden in one document changed; for what is hidden in more, the settings do. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: Memento, client: LanguageClient) {
    this.#documents = new HiddenInDocuments(workspaceState, (uri, hidden) => {
      const textDocument = { uri: uri.toString() };
      // A server that is not running gets all of it when it starts.
      if (client.isRunning()) void client.sendNotification(HiddenNotification, { textDocument, hidden });
      this.#changed.fire(uri);
    });
    this.#subscriptions = Disposable.from(
      workspace.onDidRenameFiles(async ({ files }) => {
        for (const { oldUri, newUri } of files) await this.#documents.move(oldUri, newUri);
      }),
      workspace.onDidCloseTextDocument(async ({ uri }) => {
        if (uri.scheme === 'untitled') await this.#documents.forget(uri);
      }),
    );
  }

  /** The places where something in a document can be hidden, from the narrowest to the widest. */
  placesFor(uri: Uri): HidingPlace[] {
    const { user, workspace: inWorkspace } = settingsPlaces();
    return [this.#documents.place(uri, l10n.t('in this document')), ...(inWorkspace ? [inWorkspace] : []), user];
  }

  /** Everything that is hidden, that of the document first. */
  all(uri?: Uri): HiddenThing[] {
    const { user, workspace: inWorkspace, folders } = settingsPlaces();
    const others = this.#documents.documents().filter((other) => other.toString() !== uri?.toString());
    const places = [
      ...(uri ? [this.#documents.place(uri, l10n.t('in this document'))] : []),
      ...(inWorkspace ? [inWorkspace] : []),
      ...folders,
      user,
      ...others.map((other) => this.#documents.place(other)),
    ];
    const kinds: readonly HiddenKind[] = ['word', 'name', 'file'];
    return places.flatMap((place) => kinds.flatMap((kind) => place.list(kind).map((text) => ({ kind, text, place }))));
  }

  async hide({ kind, text, place }: HiddenThing): Promise<void> {
    await place.set(kind, [...new Set([...place.list(kind), text])]);
  }

  /** Shows again what is hidden, each where it is. */
  async show(things: readonly HiddenThing[]): Promise<void> {
    for (const { kind, text, place } of things) {
      await place.set(
        kind,
        place.list(kind).filter((other) => other !== text),
      );
    }
  }

  /** Tells which names are hidden in a document. */
  namesIn(uri: Uri): readonly string[] {
    return [...settingsFor(uri).entities.hidden, ...this.#documents.of(uri).names];
  }

  /** Whether a document is left alone. */
  hidesFile(uri: Uri): boolean {
    if (this.#documents.of(uri).file) return true;
    const folder = workspace.getWorkspaceFolder(uri)?.uri.toString();
    return matchingGlob(settingsFor(uri).files.hidden, uri.toString(), folder) !== undefined;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}
