import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convert } from '../../../models/convert/convert.ts';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { cosine } from '../../../server/src/elmo/similarity.ts';
import { DEFAULT_MODEL, temporaryFolder } from '../elmo/models.ts';

const PAIR = { options: join(DEFAULT_MODEL, 'options.json'), weights: join(DEFAULT_MODEL, 'weights.hdf5') };
const DATA = ['token-encoder.onnx.data', 'forward.onnx.data', 'backward.onnx.data'];
const SENTENCES = ['She sat on the grassy bank of the River Avon .', 'Undo .'].map((text) => text.split(' '));

test('matrices stored as int8 take half of float16, and hardly turn the vectors of any layer', async () => {
  const [exact, int8] = [await temporaryFolder(), await temporaryFolder()];
  await convert({ ...PAIR, output: exact }, () => {});
  await convert({ ...PAIR, output: int8, storage: 'int8' }, () => {});
  for (const file of DATA) {
    const sizes = await Promise.all([exact, int8].map(async (folder) => (await stat(join(folder, file))).size));
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.55);
  }

  const expected = await (await BiLM.load(exact)).states(SENTENCES);
  const rounded = await (await BiLM.load(int8)).states(SENTENCES);
  expected.forEach(({ data, width }, sentence) => {
    const layer = width / 5; // token, and two layers in each direction
    for (let at = 0; at < data.length; at += layer) {
      const similarity = cosine(data.subarray(at, at + layer), rounded[sentence]!.data.subarray(at, at + layer));
      expect(similarity).toBeGreaterThan(0.9995);
      expect(similarity).toBeLessThan(1); // it is another model
    }
  });
});
