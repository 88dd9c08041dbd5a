import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConversionError } from '../../../models/convert/conversionError.ts';
import { type ConversionRequest, convert } from '../../../models/convert/convert.ts';
import { DEFAULT_MODEL, TINY, temporaryFolder, tinyPair } from '../elmo/models.ts';
import { copyBeginning, copyWeights, type Values } from './weights.ts';

const PAIR = tinyPair('clipped');
const CELL = 'RNN_0/RNN/MultiRNNCell/Cell0/LSTMCell';
const FILES = [
  'backward.onnx',
  'backward.onnx.data',
  'forward.onnx',
  'forward.onnx.data',
  'manifest.json',
  'token-encoder.onnx',
  'token-encoder.onnx.data',
];

interface Options {
  lstm: Record<string, unknown>;
  char_cnn: Record<string, unknown>;
}

describe('a malformed pair is refused and nothing is left behind:', () => {
  /** Converts into a folder inside an empty one; returns the refusal's message after looking for leftovers. */
  async function refusal(pair: Omit<ConversionRequest, 'output'>): Promise<string> {
    const parent = await temporaryFolder();
    const error = await convert({ ...pair, output: join(parent, 'model') }, () => {}).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConversionError);
    expect(await readdir(parent)).toEqual([]);
    return (error as ConversionError).message;
  }

  const weightDefects: [defect: string, change: (sets: Map<string, Values>) => void, message: RegExp][] = [
    [
      'a data set is missing',
      (sets) => sets.delete('CNN_proj/W_proj'),
      /weights\.hdf5: data set CNN_proj\/W_proj is missing; the options ask for it with shape \[15, 5\]\.$/,
    ],
    [
      'a data set has another shape',
      (sets) => sets.set(`${CELL}/W_0`, { data: new Float32Array(12 * 32), shape: [12, 32] }),
      /weights\.hdf5: data set RNN_0.*Cell0\/LSTMCell\/W_0 has shape \[12, 32\], but the options ask for \[10, 32\]\.$/,
    ],
    [
      'a data set is a group',
      (sets) => {
        sets.delete('CNN/b_cnn_1');
        sets.set('CNN/b_cnn_1/values', { data: new Float32Array(5), shape: [5] });
      },
      /data set CNN\/b_cnn_1 is missing/,
    ],
    [
      'a data set holds integers',
      (sets) => sets.set('CNN_proj/b_proj', { data: new Int32Array(5), shape: [5] }),
      /data set CNN_proj\/b_proj does not hold floating-point numbers/,
    ],
    [
      'a data set holds NaN',
      (sets) => sets.set('CNN_proj/b_proj', { data: Float32Array.of(1, 2, Number.NaN, 4, 5), shape: [5] }),
      /data set CNN_proj\/b_proj holds numbers that are not finite/,
    ],
    [
      'the projection is missing',
      (sets) => sets.delete(`${CELL}/W_P_0`),
      /LSTMCell\/W_P_0 is missing; the options ask for it with shape \[8, 5\]/,
    ],
  ];
  test.each(weightDefects)('%s', async (_, change, message) => {
    const weights = join(await temporaryFolder(), 'weights.hdf5');
    await copyWeights(PAIR.weights, weights, change);
    expect(await refusal({ ...PAIR, weights })).toMatch(message);
  });

  const contradictions: [defect: string, change: (options: Options) => void, message: RegExp][] = [
    [
      'too many highway layers in the options',
      ({ char_cnn }) => Object.assign(char_cnn, { n_highway: 3 }),
      /data set CNN_high_2\/W_carry is missing; the options ask for it with shape \[15, 15\]/,
    ],
    [
      'too few highway layers in the options',
      ({ char_cnn }) => Object.assign(char_cnn, { n_highway: 1 }),
      /data set CNN_high_1\/W_carry of shape \[15, 15\] has no place in the options/,
    ],
    [
      'other filters',
      ({ char_cnn }) =>
        Object.assign(char_cnn, {
          filters: [
            [1, 4],
            [2, 5],
            [4, 6],
          ],
        }),
      /data set CNN\/W_cnn_2 has shape \[1, 3, 4, 6\], but the options ask for \[1, 4, 4, 6\]/,
    ],
    [
      'too many layers in the options',
      ({ lstm }) => Object.assign(lstm, { n_layers: 3 }),
      /data set RNN_0\/RNN\/MultiRNNCell\/Cell2\/LSTMCell\/W_0 is missing/,
    ],
    [
      'too few layers in the options',
      ({ lstm }) => Object.assign(lstm, { n_layers: 1 }),
      /data set RNN_0\/RNN\/MultiRNNCell\/Cell1\/LSTMCell\/\w+ of shape .* has no place in the options/,
    ],
    [
      'another projection',
      ({ lstm }) => Object.assign(lstm, { projection_dim: 6 }),
      /data set CNN_proj\/W_proj has shape \[15, 5\], but the options ask for \[15, 6\]/,
    ],
    [
      'another size of character embeddings',
      ({ char_cnn }) => Object.assign(char_cnn, { embedding: { dim: 16 } }),
      /data set char_embed has shape \[261, 4\], but the options ask for \[261, 16\]/,
    ],
    ['no LSTM size', ({ lstm }) => delete lstm['dim'], /options\.json: .*lstm\.dim/],
    ['a clip below zero', ({ lstm }) => Object.assign(lstm, { cell_clip: -1 }), /options\.json: .*lstm\.cell_clip/],
    [
      'an unknown activation',
      ({ char_cnn }) => Object.assign(char_cnn, { activation: 'gelu' }),
      /options\.json: .*char_cnn\.activation/,
    ],
    [
      'words of another length',
      ({ char_cnn }) => Object.assign(char_cnn, { max_characters_per_token: 40 }),
      /options\.json: .*char_cnn\.max_characters_per_token/,
    ],
  ];
  test.each(contradictions)('%s', async (_, change, message) => {
    const options = join(await temporaryFolder(), 'options.json');
    const changed = JSON.parse(await readFile(PAIR.options, 'utf8'));
    change(changed);
    await writeFile(options, JSON.stringify(changed));
    expect(await refusal({ ...PAIR, options })).toMatch(message);
  });

  test.each(['', '{"lstm": {', '[1, 2]', 'null'])('options that are %j', async (text) => {
    const options = join(await temporaryFolder(), 'options.json');
    await writeFile(options, text);
    expect(await refusal({ ...PAIR, options })).toMatch(/options\.json: is not (JSON|a biLM's options)/);
  });

  test.each(['', 'not HDF5', '\x89HDF\r\n'])('weights that are %j', async (text) => {
    const weights = join(await temporaryFolder(), 'weights.hdf5');
    await writeFile(weights, text, 'latin1');
    expect(await refusal({ ...PAIR, weights })).toMatch(/weights\.hdf5: is not an HDF5 file\.$/);
  });

  test.each([0.1, 0.5, 0.99])('weights of which only %d is there', async (share) => {
    const weights = join(await temporaryFolder(), 'weights.hdf5');
    await copyBeginning(PAIR.weights, weights, share);
    expect(await refusal({ ...PAIR, weights })).toMatch(
      /weights\.hdf5: is not a readable HDF5 file; it may be cut off/,
    );
  });

  test('compressed weights with a damaged part', async () => {
    const weights = join(await temporaryFolder(), 'weights.hdf5');
    const bytes = await readFile(join(DEFAULT_MODEL, 'weights.hdf5'));
    bytes.fill(0xff, 2_000_000, 4_000_000);
    await writeFile(weights, bytes);
    const message = await refusal({ options: join(DEFAULT_MODEL, 'options.json'), weights });
    expect(message).toMatch(/weights\.hdf5: data set \S+ is (damaged|missing)/);
  });

  test('a vocabulary of another softmax', async () => {
    const folder = await temporaryFolder();
    const [weights, vocabulary] = [join(folder, 'weights.hdf5'), join(folder, 'vocab.txt')];
    await copyWeights(PAIR.weights, weights, (sets) => {
      sets.set('softmax/W', { data: new Float32Array(20), shape: [4, 5] });
      sets.set('softmax/b', { data: new Float32Array(4), shape: [4] });
    });
    const refused = async (text: string, with_ = weights) => {
      await writeFile(vocabulary, text);
      return refusal({ ...PAIR, weights: with_, vocabulary });
    };
    expect(await refused('<S>\n</S>\n<UNK>\n')).toMatch(/softmax\/W has shape \[4, 5\], but .* for \[3, 5\]\.$/);
    expect(await refused('the\nof\nand\n<UNK>\n')).toMatch(/vocab\.txt: is not the vocabulary of a softmax/);
    expect(await refused('<S>\n</S>\n<UNK>\n', PAIR.weights)).toMatch(/softmax\/W is missing/);
    expect(await refusal({ ...PAIR, vocabulary: 'nowhere.txt' })).toBe('nowhere.txt: cannot be read (ENOENT).');
  });

  test('files that are not there', async () => {
    expect(await refusal({ ...PAIR, options: 'nowhere.json' })).toBe('nowhere.json: cannot be read (ENOENT).');
    expect(await refusal({ ...PAIR, weights: 'nowhere.hdf5' })).toBe('nowhere.hdf5: cannot be read (ENOENT).');
  });
});

describe('a good pair', () => {
  test('is written whole, beside what is in the folder already', async () => {
    const parent = await temporaryFolder();
    const output = join(parent, 'model');
    await mkdir(output);
    await writeFile(join(output, 'vocab.txt'), 'kept');
    const lines: string[] = [];
    await convert({ ...PAIR, output }, (line) => lines.push(line));
    expect((await readdir(output)).sort()).toEqual([...FILES, 'vocab.txt']);
    expect(await readdir(parent)).toEqual(['model']);
    for (const name of FILES) expect(lines.join('\n')).toContain(`Wrote ${join(output, name)}`);
  });

  test('may hold data sets of no concern, such as a softmax', async () => {
    const folder = await temporaryFolder();
    const weights = join(folder, 'weights.hdf5');
    await copyWeights(PAIR.weights, weights, (sets) => {
      sets.set('softmax/W', { data: new Float32Array(6), shape: [2, 3] });
    });
    await convert({ ...PAIR, weights, output: join(folder, 'model') }, () => {});
    expect((await readdir(join(folder, 'model'))).sort()).toEqual(FILES);
  });

  test('is refused a place that is a file, in a sentence', async () => {
    const output = join(await temporaryFolder(), 'file');
    await writeFile(output, 'kept');
    await expect(convert({ ...PAIR, output }, () => {})).rejects.toThrow(/file: cannot be written \(EEXIST\)\.$/);
    expect(await readFile(output, 'utf8')).toBe('kept');
  });

  test('takes half the bytes where float16 holds its values', async () => {
    const sizes = await Promise.all(
      TINY.map(async (name) => {
        const output = await temporaryFolder();
        const { files } = await convert({ ...tinyPair(name), output }, () => {});
        const model = await readFile(join(output, 'token-encoder.onnx'), 'latin1');
        return { bytes: files['token-encoder.onnx.data']!.bytes, casts: model.includes('Cast') };
      }),
    );
    expect(sizes.map(({ casts }) => casts)).toEqual([false, true]);
  });

  test('gives the same files every time: those of models/default', async () => {
    const output = await temporaryFolder();
    const [options, weights, vocabulary] = ['options.json', 'weights.hdf5', 'vocab.txt'].map((name) =>
      join(DEFAULT_MODEL, name),
    ) as [string, string, string];
    await convert({ options, weights, vocabulary, output, storage: 'int8' }, () => {});
    expect(await readFile(join(output, 'manifest.json'), 'utf8')).toBe(
      await readFile(join(DEFAULT_MODEL, 'manifest.json'), 'utf8'),
    );
  });
});
