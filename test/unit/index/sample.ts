import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexedFile, IndexQuery, KeyedVector } from '../../../server/src/index/sentenceIndex.ts';
import { contentKey, quantise } from '../../../server/src/index/vectors.ts';

export const DIMENSIONS = 32;
export const FOLDER = 'file:///notes';
const SENTENCES = 12;
const WORDS = 'river bank money loan picnic garden winter letter piano mountain teacher harbour'.split(' ');

/** A vector that depends on the number alone. */
export function vectorOf(number: number): Int8Array {
  let state = number + 1;
  const components = Float32Array.from({ length: DIMENSIONS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return quantise(components);
}

export interface SampleFile {
  readonly file: IndexedFile;
  readonly vectors: readonly KeyedVector[];
}

/** File number `number`, whose sentences no other file has. */
export function sampleFile(number: number, sentences = SENTENCES): SampleFile {
  const texts = Array.from({ length: sentences }, (_, i) => {
    const [a, b] = [WORDS[(number + i) % WORDS.length]!, WORDS[(number * 5 + i * 7) % WORDS.length]!];
    return `The ${a} of file${number} has ${b} number${number * 1000 + i}.`;
  });
  const keys = texts.map((text) => contentKey(text.split(' ')));
  return {
    file: {
      uri: `${FOLDER}/chapter${number}.md`,
      changed: 1000 + number,
      size: 100 + number,
      hash: `hash${number}`,
      sentences: texts.map((text, i) => ({
        key: keys[i]!,
        text,
        range: { start: { line: i, character: 0 }, end: { line: i, character: text.length } },
      })),
    },
    vectors: keys.map((key, i) => ({ key, vector: vectorOf(number * 1000 + i) })),
  };
}

/** The files of the one store in an index's folder. */
export function storeFiles(folder: string): { readonly header: string; readonly data: string } {
  const [home] = readdirSync(folder).filter((name) => /^\d+-/.test(name));
  const header = join(folder, home!, 'header.json');
  const { generation } = JSON.parse(readFileSync(header, 'utf8'));
  return { header, data: join(folder, home!, generation, 'data.mdb') };
}

export function queryFor(number: number, query: Partial<IndexQuery> = {}): IndexQuery {
  return { vector: vectorOf(number), text: '', folders: [FOLDER], without: [], others: [], limit: 5, ...query };
}
