import type { ProseLanguage } from './types.ts';

const LANGUAGES: ReadonlyMap<string, ProseLanguage> = new Map([
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['mdown', 'markdown'],
  ['mkd', 'markdown'],
  ['tex', 'latex'],
  ['txt', 'plaintext'],
  ['text', 'plaintext'],
]);

/** The ends of the names of files that hold prose, without a dot. */
export const PROSE_EXTENSIONS: readonly string[] = [...LANGUAGES.keys()];

/** How a file is read, by the end of its name; undefined where that is of no file with prose. */
export function fileLanguage(path: string): ProseLanguage | undefined {
  return LANGUAGES.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}
