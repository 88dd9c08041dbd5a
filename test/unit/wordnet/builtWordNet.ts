import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWordNet } from '../../../server/src/wordnet/build.ts';
import { WordNet } from '../../../server/src/wordnet/wordnet.ts';

/** WordNet 3.0, built from the packages and loaded from its file. */
export async function builtWordNet(): Promise<WordNet> {
  const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-wordnet-'));
  try {
    const path = join(folder, 'wordnet.bin');
    buildWordNet(path);
    return await WordNet.load(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
