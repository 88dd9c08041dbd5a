/** Documents that have a tab but were not shown since VS Code started: they are not open, so the server lacks them. */
import { FileType, TabInputText, type Uri, window, workspace } from 'vscode';
import type { UnopenedDocument } from '../../server/src/protocol.ts';
import type { ProseLanguage } from './prose.ts';

/** Larger files are left out; opening them makes them searchable. */
const maximumBytes = 1_000_000;

const languageByExtension: ReadonlyMap<string, ProseLanguage> = new Map([
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['mdown', 'markdown'],
  ['mkd', 'markdown'],
  ['tex', 'latex'],
  ['txt', 'plaintext'],
  ['text', 'plaintext'],
]);

/** Their texts, in no particular order. A file that cannot be read is left out. */
export async function unopenedDocuments(): Promise<readonly UnopenedDocument[]> {
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.toString()));
  const unopened = new Map<string, { readonly uri: Uri; readonly languageId: ProseLanguage }>();
  for (const { input } of window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (!(input instanceof TabInputText) || open.has(input.uri.toString())) continue;
    const languageId = languageByExtension.get(extension(input.uri));
    if (languageId) unopened.set(input.uri.toString(), { uri: input.uri, languageId });
  }
  const documents = await Promise.all(
    [...unopened.values()].map(async ({ uri, languageId }) => {
      const text = await readText(uri);
      return text === undefined ? [] : [{ uri: uri.toString(), languageId, text }];
    }),
  );
  return documents.flat();
}

async function readText(uri: Uri): Promise<string | undefined> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > maximumBytes) return undefined;
    return await workspace.decode(await workspace.fs.readFile(uri), { uri });
  } catch {
    return undefined;
  }
}

function extension({ path }: Uri): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}
