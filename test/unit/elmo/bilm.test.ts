import { appendFile, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { withChecksum } from '../../../server/src/checksum.ts';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { ModelError } from '../../../server/src/elmo/manifest.ts';
import type { States } from '../../../server/src/engine/engine.ts';
import { converted, DEFAULT_MODEL, greatestDifference, temporaryFolder, tinyPair } from './models.ts';

const SENTENCE = 'He sat on the bank of the river and watched the water .'.split(' ');
/** Sentences of 1 to 12 words that are seen nowhere else. */
const OTHERS = Array.from({ length: 300 }, (_, index) =>
  Array.from({ length: 1 + (index % 12) }, (_, word) => `w${index}x${word}`),
);

describe('the same sentence', () => {
  let bilm: BiLM;
  let alone: States;

  beforeAll(async () => {
    bilm = await BiLM.load(DEFAULT_MODEL);
    alone = (await bilm.states([SENTENCE]))[0]!;
  });

  test('has n + 2 rows of the width of the model', () => {
    expect(alone.tokens).toBe(SENTENCE.length);
    expect(alone.width).toBe(bilm.width);
    expect(alone.data.length).toBe((SENTENCE.length + 2) * bilm.width);
  });

  test('has the same vectors to the bit when it is read again', async () => {
    expect((await bilm.states([SENTENCE]))[0]).toEqual(alone);
  });

  test('has the same vectors in a batch of other sentences', async () => {
    const batch = await bilm.states([...OTHERS.slice(0, 9), SENTENCE, ...OTHERS.slice(9, 20)]);
    expect(greatestDifference(batch[9]!.data, alone.data)).toBeLessThan(1e-5);
  });

  test('has the same vectors to the bit after hundreds of other sentences', async () => {
    await bilm.states(OTHERS);
    expect((await bilm.states([SENTENCE]))[0]).toEqual(alone);
  });

  test('has the same vectors with two threads', async () => {
    const other = await BiLM.load(DEFAULT_MODEL, { threads: 2 });
    expect(greatestDifference((await other.states([SENTENCE]))[0]!.data, alone.data)).toBeLessThan(1e-5);
  });

  test('has the same vectors to the bit in a model that was loaded again and has seen other words first', async () => {
    const other = await BiLM.load(DEFAULT_MODEL);
    await other.states([SENTENCE.toReversed(), ...OTHERS.slice(0, 30)]);
    expect((await other.states([SENTENCE]))[0]).toEqual(alone);
  });
});

describe('states', () => {
  test('come in the order of the sentences, whatever their lengths', async () => {
    const bilm = await BiLM.load(await converted(tinyPair('clipped')));
    const sentence = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { maxLength: 40 }), async (sentences) => {
        const together = await bilm.states(sentences);
        expect(together.map(({ tokens }) => tokens)).toEqual(sentences.map(({ length }) => length));
        for (const [index, { data }] of together.entries()) {
          const [alone] = await bilm.states([sentences[index]!]);
          expect(greatestDifference(data, alone!.data)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('of a long sentence go on from piece to piece: forward as for its beginning, backward as for its end', async () => {
    const bilm = await BiLM.load(await converted(tinyPair('unclipped')));
    const { projection_dim: size } = bilm.manifest.options.lstm;
    const words = Array.from({ length: 300 }, (_, index) => `word${index % 37}`);
    const [whole, start, end] = await bilm.states([words, words.slice(0, 100), words.slice(-100)]);
    const column = ({ data, width }: States, first: number, rows: number[]) =>
      rows.flatMap((row) => [...data.subarray(row * width + first * size, row * width + (first + 1) * size)]);
    const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
    for (const layer of [0, 1, 2]) {
      const forward = 1 + 2 * layer;
      const beginning = column(whole!, forward, range(0, 101));
      expect(greatestDifference(beginning, column(start!, forward, range(0, 101)))).toBeLessThan(1e-6);
      const ending = column(whole!, forward + 1, range(201, 101));
      expect(greatestDifference(ending, column(end!, forward + 1, range(1, 101)))).toBeLessThan(1e-6);
    }
  });
});

describe('a model is refused, with the file and the repair named,', () => {
  const repair = /Reinstall the extension.*git checkout models\/default.*npm run convert/;

  async function refusal(damage: (folder: string) => Promise<unknown>): Promise<ModelError> {
    const folder = await temporaryFolder();
    const source = await converted(tinyPair('clipped'));
    for (const name of await readdir(source)) await copyFile(join(source, name), join(folder, name));
    await damage(folder);
    const error = await BiLM.load(folder).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).message).toMatch(repair);
    return error as ModelError;
  }

  const files = ['token-encoder.onnx', 'token-encoder.onnx.data', 'forward.onnx', 'backward.onnx.data'];

  test.each(files)('when %s is damaged', async (name) => {
    const { message } = await refusal(async (folder) => {
      const bytes = await readFile(join(folder, name));
      bytes[bytes.length >> 1]! ^= 1;
      await writeFile(join(folder, name), bytes);
    });
    expect(message).toContain(`${name} is damaged (its checksum is wrong)`);
  });

  test.each(files)('when %s is missing', async (name) => {
    expect((await refusal((folder) => rm(join(folder, name)))).message).toContain(`${name} is missing`);
  });

  test('when the manifest is missing', async () => {
    const { message } = await refusal((folder) => rm(join(folder, 'manifest.json')));
    expect(message).toContain('manifest.json is missing');
  });

  test('when the manifest is not JSON', async () => {
    const { message } = await refusal((folder) => appendFile(join(folder, 'manifest.json'), '}'));
    expect(message).toContain('manifest.json is not JSON');
  });

  const manifestDefects: [string, (manifest: Record<string, unknown>) => object, string][] = [
    ['is of another format', (manifest) => ({ ...manifest, format: 2 }), "is not a model's manifest (format"],
    ['leaves out a graph', (manifest) => ({ ...manifest, files: {} }), 'does not list token-encoder.onnx'],
    [
      'names a file elsewhere',
      (manifest) => ({ ...manifest, files: { '../x': { sha256: '0'.repeat(64), bytes: 1 } } }),
      "is not a model's manifest (files",
    ],
  ];
  test.each(manifestDefects)('when the manifest %s', async (_, change, words) => {
    const { message } = await refusal(async (folder) => {
      const path = join(folder, 'manifest.json');
      await writeFile(path, withChecksum(change(JSON.parse(await readFile(path, 'utf8')))));
    });
    expect(message).toContain(words);
  });
});
