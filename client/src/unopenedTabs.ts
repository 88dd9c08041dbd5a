/** Documents that are not open, so that the server lacks them: in tabs not shown since VS Code started, or in a folder. */
import { FileType, TabInputText, type Uri, window, workspace } from 'vscode';
import type { UnopenedDocument } from '../../server/src/protocol.ts';
import { fileLanguage, PROSE_EXTENSIONS } from '../../server/src/text/fileLanguage.ts';

/** Larger files are left out; opening them makes them searchable. */
const maximumBytes = 1_000_000;

/** Files that hold prose, by the ends of their names. */
export const proseFileGlob = `**/*.{${PROSE_EXTENSIONS.join(',')}}`;

/** Their texts, in no particular order. A file that cannot be read is left out. */
export async function unopenedDocuments(): Promise<readonly UnopenedDocument[]> {
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.toString()));
  const inTabs = window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof TabInputText ? [input.uri] : []));
  return readDocuments(inTabs.filter((uri) => !open.has(uri.toString())));
}

/** The texts of files that hold prose, in no particular order. One that cannot be read is left out. */
export async function readDocuments(uris: readonly Uri[]): Promise<readonly UnopenedDocument[]> {
  const different = new Map(uris.map((uri) => [uri.toString(), uri]));
  const documents = await Promise.all(
    [...different].map(async ([key, uri]) => {
      const languageId = fileLanguage(uri.path);
      const text = languageId && (await readText(uri));
      return text === undefined ? [] : [{ uri: key, languageId: languageId!, text }];
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
