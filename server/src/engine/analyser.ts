import { LRUCache } from 'lru-cache';
import { BiLM } from '../elmo/bilm.ts';
import { embeddingOf } from '../elmo/embedder.ts';
import type { SessionOptions } from '../elmo/session.ts';
import { meanPool, unitVector } from '../elmo/similarity.ts';
import { VocabularySoftmax } from '../elmo/vocabularySoftmax.ts';
import { LikelierWords } from '../heads/likelierWords.ts';
import { HeadFiles, type HeadName } from '../heads/manifest.ts';
import type { Output, SentenceOutputs, States } from './engine.ts';
import { OnnxHead } from './onnxHead.ts';

type HeadOutput = Exclude<Output, 'states' | 'layerMeans' | 'expectedness' | 'likelierWords'> & HeadName;

/** What is gathered for each sentence. */
type Results = { -readonly [Key in keyof SentenceOutputs]: SentenceOutputs[Key] }[];

/** For the states of the sentences used last; with the default model, about 350 of them. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** The biLM and the heads over it, in this process. A head is loaded when it is first asked for. */
export class Analyser {
  readonly #directory: string;
  readonly #bilm: BiLM;
  readonly #files: HeadFiles;
  readonly #heads = new Map<HeadOutput, Promise<OnnxHead>>();
  #softmax: Promise<VocabularySoftmax> | undefined;
  #likelierWords: Promise<LikelierWords> | undefined;
  /** By the sentence's tokens, so that another head over a sentence does not cost another run of the biLM. */
  readonly #states = new LRUCache<string, States>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ data }, key) => data.byteLength + key.length,
  });

  private constructor(directory: string, bilm: BiLM) {
    this.#directory = directory;
    this.#bilm = bilm;
    this.#files = HeadFiles.open(directory);
  }

  /** Throws `ModelError` where a file of the model is missing or damaged. */
  static async load(modelDirectory: string, options: SessionOptions = {}): Promise<Analyser> {
    return new Analyser(modelDirectory, await BiLM.load(modelDirectory, options));
  }

  /** Outputs in the order of `sentences`. Throws `HeadError`, or what the softmax says, where an output can't be had. */
  async analyse(sentences: readonly (readonly string[])[], outputs: readonly Output[]): Promise<SentenceOutputs[]> {
    const likelierWords = outputs.includes('likelierWords') ? await this.#openLikelierWords() : undefined;
    const states = await this.#statesOf(sentences);
    const results: Results = states.map(() => ({}));
    for (const output of outputs) {
      if (output === 'states') for (const [i, result] of results.entries()) result.states = states[i]!;
      else if (output === 'layerMeans')
        for (const [i, result] of results.entries()) result.layerMeans = this.#means(states[i]!);
      else if (output === 'likelierWords')
        for (const [i, result] of results.entries())
          result.likelierWords = likelierWords!.find(sentences[i]!, states[i]!);
      else if (output === 'expectedness') await this.#addExpectedness(sentences, states, results);
      else await this.#addHead(output, states, results);
    }
    return results;
  }

  async #statesOf(sentences: readonly (readonly string[])[]): Promise<States[]> {
    const keys = sentences.map((tokens) => JSON.stringify(tokens));
    const states = keys.map((key) => this.#states.get(key));
    const missing = keys.map((_, i) => i).filter((i) => !states[i]);
    const computed = await this.#bilm.states(missing.map((i) => sentences[i]!));
    for (const [place, i] of missing.entries()) {
      states[i] = computed[place]!;
      this.#states.set(keys[i]!, states[i]);
    }
    return states as States[];
  }

  async #addHead(output: HeadOutput, states: readonly States[], results: Results): Promise<void> {
    const head = await this.#head(output);
    const rows = output === 'senseQueries' ? 'all' : 'tokens';
    for (const [i, values] of (await head.run(states, rows)).entries()) {
      const result = results[i]!;
      if (output === 'sentiment') result.sentiment = values[0]!;
      else if (output === 'sentence') result.sentence = unitVector(values);
      else result[output] = values;
    }
  }

  #means(states: States): Float32Array {
    return meanPool(embeddingOf(states, this.#bilm.lstmLayers));
  }

  async #addExpectedness(
    sentences: readonly (readonly string[])[],
    states: readonly States[],
    results: Results,
  ): Promise<void> {
    if (!this.#bilm.manifest.softmax) return;
    const softmax = await this.#openSoftmax();
    for (const [i, result] of results.entries()) result.expectedness = softmax.expectedness(sentences[i]!, states[i]!);
  }

  #openSoftmax(): Promise<VocabularySoftmax> {
    this.#softmax ??= VocabularySoftmax.load(this.#directory);
    return this.#softmax;
  }

  #openLikelierWords(): Promise<LikelierWords> {
    this.#likelierWords ??= this.#openSoftmax().then((softmax) => new LikelierWords(softmax));
    return this.#likelierWords;
  }

  #head(name: HeadOutput): Promise<OnnxHead> {
    const loaded = this.#heads.get(name);
    if (loaded) return loaded;
    const loading = this.#files.read(name).then((bytes) => OnnxHead.load(bytes));
    this.#heads.set(name, loading);
    return loading;
  }
}
