import { expect, test } from 'vitest';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { ElmoEmbedder } from '../../../server/src/elmo/embedder.ts';
import { converted, expectedVectors, greatestDifference, TINY, tinyPair } from './models.ts';

test.each(TINY)('gives the vectors of a plain float64 implementation within 1e-5 (%s)', async (name) => {
  const { sentences, layers } = await expectedVectors(name);
  const embedder = new ElmoEmbedder(await BiLM.load(await converted(tinyPair(name))));
  const embeddings = await embedder.embedSentences(sentences);
  expect(embeddings.map(({ dims: [, tokens] }) => tokens)).toEqual(sentences.map(({ length }) => length));
  for (const [index, { data }] of embeddings.entries()) {
    expect(greatestDifference(data, layers[index]!.flat(2))).toBeLessThan(1e-5);
  }
});
