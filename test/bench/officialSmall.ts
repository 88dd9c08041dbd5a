import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { convert } from '../../models/convert/convert.ts';
import { withChecksum } from '../../server/src/checksum.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';

const OPTIONS = {
  lstm: { use_skip_connections: true, projection_dim: 128, cell_clip: 3, proj_clip: 3, dim: 1024, n_layers: 2 },
  char_cnn: {
    embedding: { dim: 16 },
    filters: [
      [1, 32],
      [2, 32],
      [3, 64],
      [4, 128],
      [5, 256],
      [6, 512],
      [7, 1024],
    ],
    n_highway: 1,
    n_characters: 262,
    max_characters_per_token: 50,
    activation: 'relu',
  },
};

/**
 * A model in the official `small` size with random weights, under the heads of the shipped model (the speed is that of
 * a real one, what it says means nothing). Made once, in a temporary folder. Returns the folder.
 */
export async function officialSmallModel(shipped: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'elmo-small-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const paths = {
    options: join(folder, 'options.json'),
    weights: join(folder, 'weights.hdf5'),
    output: join(folder, 'model'),
  };
  await writeFile(paths.options, JSON.stringify(OPTIONS));
  await writeWeights(paths.weights);
  await convert(paths, () => {});
  await cp(join(shipped, 'heads'), join(paths.output, 'heads'), { recursive: true });
  const manifestPath = join(paths.output, 'heads', 'manifest.json');
  const bilm = createHash('sha256')
    .update(await readFile(paths.weights))
    .digest('hex');
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Record<string, unknown>;
  await writeFile(manifestPath, withChecksum({ ...manifest, bilm }));
  HeadFiles.open(paths.output).parameters('senses'); // throws, where there would be no hover to measure
  return paths.output;
}

async function writeWeights(path: string): Promise<void> {
  await h5wasm.ready;
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/weights.hdf5', 'w');
  const { lstm, char_cnn: cnn } = OPTIONS;
  const filters = cnn.filters.reduce((sum, [, count]) => sum + count!, 0);
  const add = (name: string, shape: number[]): void => {
    file.create_dataset({ name, data: random(shape), shape });
  };
  const group = (name: string): void => {
    if (!file.get(name)) file.create_group(name);
  };
  add('char_embed', [261, cnn.embedding.dim]);
  for (const name of ['CNN', 'CNN_high_0', 'CNN_proj']) group(name);
  for (const [i, [width, count]] of cnn.filters.entries()) {
    add(`CNN/W_cnn_${i}`, [1, width!, cnn.embedding.dim, count!]);
    add(`CNN/b_cnn_${i}`, [count!]);
  }
  for (const part of ['carry', 'transform']) {
    add(`CNN_high_0/W_${part}`, [filters, filters]);
    add(`CNN_high_0/b_${part}`, [filters]);
  }
  add('CNN_proj/W_proj', [filters, lstm.projection_dim]);
  add('CNN_proj/b_proj', [lstm.projection_dim]);
  for (let direction = 0; direction < 2; direction++) {
    for (let layer = 0; layer < lstm.n_layers; layer++) {
      const cell = `RNN_${direction}/RNN/MultiRNNCell/Cell${layer}/LSTMCell`;
      for (let end = cell.indexOf('/'); end > 0; end = cell.indexOf('/', end + 1)) group(cell.slice(0, end));
      group(cell);
      add(`${cell}/W_0`, [2 * lstm.projection_dim, 4 * lstm.dim]);
      add(`${cell}/B`, [4 * lstm.dim]);
      add(`${cell}/W_P_0`, [lstm.dim, lstm.projection_dim]);
    }
  }
  file.close();
  await writeFile(path, FS.readFile('/weights.hdf5'));
  FS.unlink('/weights.hdf5');
}

/** Small values by a fixed generator (mulberry32), so that every run measures the same model. */
function random(shape: readonly number[]): Float32Array {
  let state = shape.length;
  const scale = 1 / Math.sqrt(shape.at(-1)!);
  return Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1) * scale;
  });
}
