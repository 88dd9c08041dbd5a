import type { LanguageClient } from 'vscode-languageclient/node';
import { readUses } from '../senseMap/readUses.ts';
import type { SimilarView } from './view.ts';

/** Lists the uses of the word at the cursor, by sense. Rejects where there is no word, or no other use of it. */
export async function findUses(client: LanguageClient, view: SimilarView): Promise<number> {
  const map = await readUses(client);
  await view.open();
  view.showUses(map);
  return map.uses.length;
}
