import type { BilmOptions } from '../../server/src/elmo/options.ts';
import { Hdf5Reader } from './hdf5.ts';
import type { Matrix } from './matrix.ts';
import { packSoftmax } from './softmax.ts';

/** One filter width of the character CNN: `kernel` is `[width, embedding, filters]`. */
export interface Convolution {
  readonly width: number;
  readonly filters: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** y = carry * relu(x W_transform + b_transform) + (1 - carry) * x, where carry = sigmoid(x W_carry + b_carry). */
export interface Highway {
  readonly carry: Matrix;
  readonly carryBias: Float32Array;
  readonly transform: Matrix;
  readonly transformBias: Float32Array;
}

/** One layer of one direction, with TensorFlow's gate order (input, candidate, forget, output) along the columns. */
export interface LstmLayer {
  /** `[2 projection, 4 dim]`: the rows of the input, then those of the recurrent state. */
  readonly kernel: Matrix;
  readonly bias: Float32Array;
  /** `[dim, projection]`. */
  readonly projection: Matrix;
}

/** The data sets of an official `weights.hdf5`, in float32, each of the shape that the options ask for. */
export interface OfficialWeights {
  /** `[261, embedding]`; readers put a row of zeros before it. */
  readonly characterEmbedding: Matrix;
  readonly convolutions: readonly Convolution[];
  readonly highways: readonly Highway[];
  readonly projection: Matrix;
  readonly projectionBias: Float32Array;
  readonly forward: readonly LstmLayer[];
  readonly backward: readonly LstmLayer[];
  /** `softmax.bin`, where a vocabulary came with the weights. */
  readonly softmax?: Buffer;
}

/** Bytes and the five marks of `characters.ts`. */
const STORED_CHARACTERS = 261;

/** The groups that belong to the biLM; others (a softmax, an optimiser's state) are left unread. */
const BILM_GROUPS = /^(CNN|CNN_high_\d+|CNN_proj|RNN_\d+)$/;

/**
 * Reads the weights that `options` describe, with the softmax over `vocabulary` where one is given. Throws `ConversionError` for a file that is not HDF5, a data set that is
 * missing, not numeric, of another shape or not finite, and for one that the options leave over.
 */
export async function readWeights(
  path: string,
  options: BilmOptions,
  vocabulary?: readonly string[],
): Promise<OfficialWeights> {
  const reader = await Hdf5Reader.open(path);
  try {
    const weights = readAll(reader, options);
    reader.refuseUnread(BILM_GROUPS);
    return vocabulary ? { ...weights, softmax: packSoftmax(reader, vocabulary, options.lstm.projection_dim) } : weights;
  } finally {
    reader.close();
  }
}

function readAll(read: Hdf5Reader, { lstm, char_cnn: cnn }: BilmOptions): OfficialWeights {
  const embedding = cnn.embedding.dim;
  const filterCount = cnn.filters.reduce((sum, [, filters]) => sum + filters, 0);
  const layersOf = (direction: number) =>
    range(lstm.n_layers).map((layer): LstmLayer => {
      const cell = `RNN_${direction}/RNN/MultiRNNCell/Cell${layer}/LSTMCell`;
      return {
        kernel: read.matrix(`${cell}/W_0`, 2 * lstm.projection_dim, 4 * lstm.dim),
        bias: read.values(`${cell}/B`, [4 * lstm.dim]),
        projection: read.matrix(`${cell}/W_P_0`, lstm.dim, lstm.projection_dim),
      };
    });

  return {
    characterEmbedding: read.matrix('char_embed', STORED_CHARACTERS, embedding),
    convolutions: cnn.filters.map(([width, filters], index) => ({
      width,
      filters,
      kernel: read.values(`CNN/W_cnn_${index}`, [1, width, embedding, filters]),
      bias: read.values(`CNN/b_cnn_${index}`, [filters]),
    })),
    highways: range(cnn.n_highway).map((index) => ({
      carry: read.matrix(`CNN_high_${index}/W_carry`, filterCount, filterCount),
      carryBias: read.values(`CNN_high_${index}/b_carry`, [filterCount]),
      transform: read.matrix(`CNN_high_${index}/W_transform`, filterCount, filterCount),
      transformBias: read.values(`CNN_high_${index}/b_transform`, [filterCount]),
    })),
    projection: read.matrix('CNN_proj/W_proj', filterCount, lstm.projection_dim),
    projectionBias: read.values('CNN_proj/b_proj', [lstm.projection_dim]),
    forward: layersOf(0),
    backward: layersOf(1),
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
