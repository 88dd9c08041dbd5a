import * as z from 'zod';
import { matchingGlob } from '../documents/fileGlobs.ts';
import type { HiddenInDocument } from '../protocol.ts';
import type { Settings } from '../settings.ts';

const byDocument = z.record(
  z.string(),
  z.object({ words: z.array(z.string()), names: z.array(z.string()), file: z.boolean() }),
);

/** Where settings come from: each folder of a workspace can have its own. */
export interface DocumentSettings {
  of(uri: string): Settings;
  /** The folder of the workspace that a document is in. */
  folderOf(uri: string): string | undefined;
}

/** What the user does not want to hear of: by the settings, and in single documents. */
export class Hidden {
  readonly #settings: DocumentSettings;
  readonly #inDocuments = new Map<string, HiddenInDocument>();

  constructor(settings: DocumentSettings) {
    this.#settings = settings;
  }

  /** `raw`: what a client remembers of some documents, by document, in place of what was. Throws `ZodError` where it is nothing of the kind, and keeps what was. */
  restore(raw: unknown): void {
    for (const [uri, hidden] of Object.entries(byDocument.parse(raw ?? {}))) this.#inDocuments.set(uri, hidden);
  }

  /** Whether a document is left alone: nothing is said of it by itself, and it is not searched. */
  hidesFile(uri: string): boolean {
    const globs = this.#settings.of(uri).files.hidden;
    return (
      this.#inDocuments.get(uri)?.file === true || matchingGlob(globs, uri, this.#settings.folderOf(uri)) !== undefined
    );
  }

  /** Tells whether a document hides a word in all its forms: `lemma` is its form in a dictionary. */
  wordTest(uri: string): (word: { readonly lemma: string }) => boolean {
    const hidden = new Set(
      [...this.#settings.of(uri).words.hidden, ...(this.#inDocuments.get(uri)?.words ?? [])].map(wordKey),
    );
    return ({ lemma }) => hidden.has(wordKey(lemma));
  }

  /** Tells whether a document hides a name. */
  nameTest(uri: string): (name: string) => boolean {
    return nameTest([...this.#settings.of(uri).entities.hidden, ...(this.#inDocuments.get(uri)?.names ?? [])]);
  }
}

/** For who has nothing to hide: programs that search files. */
export const nothingHidden: Pick<Hidden, 'hidesFile'> = { hidesFile: () => false };

/** Tells whether a name is among those hidden. */
export function nameTest(hiddenNames: readonly string[]): (name: string) => boolean {
  const hidden = new Set(hiddenNames.map(nameKey));
  return (name) => hidden.has(nameKey(name));
}

/** A name broken over two lines is the same name. */
export function nameKey(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim();
}

function wordKey(word: string): string {
  return nameKey(word.replaceAll('_', ' ')).toLowerCase();
}
