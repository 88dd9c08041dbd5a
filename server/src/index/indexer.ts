import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../engine/errors.ts';
import { ParseFailedError, ParseTimeoutError } from '../text/parser.ts';
import type { FoundFile } from './crawl.ts';
import { type FileContent, type ParseFile, type ReadSentence, readContent, readSentences } from './readFile.ts';
import type { FileState, KeyedVector, SentenceIndex } from './sentenceIndex.ts';
import { quantise } from './vectors.ts';

/** Sentences encoded at a time: what else is read in the background waits for no more, and a crash loses no more. */
const CHUNK_SENTENCES = 48;
/** Files worked on at once, so that one engine need not wait for the disk and the parser. */
const LANES = 2;

export interface IndexerOptions {
  readonly index: SentenceIndex;
  /** Unit vectors of sentences of model words, without delaying what is visible. */
  readonly encode: (sentences: readonly (readonly string[])[], token: CancellationToken) => Promise<Float32Array[]>;
  readonly parse: ParseFile;
  readonly log: (line: string) => void;
  /** Files worked on at once; more than the usual where there are many engines. */
  readonly lanes?: number;
}

/** What was done, in numbers. */
export interface Indexed {
  readonly files: number;
  readonly sentences: number;
  /** Of those sentences, which had to be encoded. */
  readonly encoded: number;
}

/** Brings an index up to date with files: what it knows of a file, or of a sentence, is never computed again. */
export class Indexer {
  readonly #options: IndexerOptions;

  constructor(options: IndexerOptions) {
    this.#options = options;
  }

  /** Those of the files found that the index does not know as they are; what it knows and was not found is forgotten. */
  async compare(folders: readonly string[], found: readonly FoundFile[]): Promise<FoundFile[]> {
    const { index } = this.#options;
    const known = new Map((await index.files(folders)).map((state) => [state.uri, state]));
    const present = new Set(found.map(({ uri }) => uri));
    const gone = [...known.keys()].filter((uri) => !present.has(uri));
    if (gone.length > 0) await index.remove(gone);
    return found.filter(({ uri, changed, size }) => {
      const state = known.get(uri);
      return state?.changed !== changed || state.size !== size;
    });
  }

  /** Reads files into the index. `report` is told how many are done. Rejects with `CancelledError`. */
  async read(
    files: readonly FoundFile[],
    maximumBytes: (file: FoundFile) => number,
    report: (done: number) => void,
    token: CancellationToken,
  ): Promise<Indexed> {
    const hashes = await this.#hashes(files);
    const total = { files: 0, sentences: 0, encoded: 0 };
    const waiting = [...files].reverse();
    const work = async (): Promise<void> => {
      for (let file = waiting.pop(); file; file = waiting.pop()) {
        if (token.isCancellationRequested) throw new CancelledError();
        const { sentences, encoded } = await this.#readFile(file, maximumBytes(file), hashes.get(file.uri), token);
        total.files++;
        total.sentences += sentences;
        total.encoded += encoded;
        report(total.files);
      }
    };
    const { lanes = LANES } = this.#options;
    const ended = await Promise.allSettled(Array.from({ length: lanes }, work)); // none goes on when this returns
    const failed = ended.find((lane) => lane.status === 'rejected');
    if (failed) throw failed.reason;
    return total;
  }

  async #hashes(files: readonly FoundFile[]): Promise<ReadonlyMap<string, string>> {
    const known = await this.#options.index.files(files.length === 1 ? [files[0]!.uri] : foldersOf(files));
    return new Map(known.map(({ uri, hash }) => [uri, hash]));
  }

  async #readFile(file: FoundFile, maximumBytes: number, knownHash: string | undefined, token: CancellationToken) {
    const { index } = this.#options;
    const content = await readContent(file, maximumBytes);
    if (!content) {
      await index.remove([file.uri]);
      return { sentences: 0, encoded: 0 };
    }
    const { text: _, ...state } = content;
    if (content.hash === knownHash) {
      await index.confirm([state]);
      return { sentences: 0, encoded: 0 };
    }
    const sentences = await this.#sentences(content, token);
    const encoded = await this.#put(state, sentences, token);
    return { sentences: sentences.length, encoded };
  }

  /** How many sentences had to be encoded. */
  async #put(state: FileState, sentences: readonly ReadSentence[], token: CancellationToken): Promise<number> {
    const { index } = this.#options;
    const file = { ...state, sentences: sentences.map(({ key, range, text }) => ({ key, range, text })) };
    const encoded = await this.#encodeLacking(sentences, token);
    try {
      await index.putFile(file);
      return encoded;
    } catch (error) {
      // Their vectors may be gone by now: another process tidied up, or began the index anew.
      const more = await this.#encodeLacking(sentences, token);
      if (more === 0) throw error;
      await index.putFile(file);
      return encoded + more;
    }
  }

  /** None where the parser gives up, which it would again. */
  async #sentences(content: FileContent, token: CancellationToken): Promise<ReadSentence[]> {
    try {
      return await readSentences(content, this.#options.parse, token);
    } catch (error) {
      if (!(error instanceof ParseTimeoutError || error instanceof ParseFailedError)) throw error;
      this.#options.log(`${content.uri} is not in the index. ${error.message}`);
      return [];
    }
  }

  /** How many of the sentences had to be encoded. */
  async #encodeLacking(sentences: readonly ReadSentence[], token: CancellationToken): Promise<number> {
    const { index, encode } = this.#options;
    const wordsByKey = new Map(sentences.map(({ key, words }) => [key, words]));
    const lacking = await index.lacking([...wordsByKey.keys()]);
    for (let at = 0; at < lacking.length; at += CHUNK_SENTENCES) {
      const keys = lacking.slice(at, at + CHUNK_SENTENCES);
      const encoded = await encode(
        keys.map((key) => wordsByKey.get(key)!),
        token,
      );
      const vectors = keys.map((key, i): KeyedVector => ({ key, vector: quantise(encoded[i]!) }));
      await index.addVectors(vectors);
    }
    return lacking.length;
  }
}

function foldersOf(files: readonly FoundFile[]): string[] {
  return [...new Set(files.map(({ folder }) => folder))];
}
