import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { EngineClient } from '../../server/src/engine/engineClient.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import { SentenceEncoder } from '../../server/src/heads/sentenceEncoder.ts';
import { IdleParser } from '../../server/src/index/idleParser.ts';
import { IndexClient } from '../../server/src/index/indexClient.ts';
import { openWorkspaceIndex } from '../../server/src/index/open.ts';
import { contentKey, quantise } from '../../server/src/index/vectors.ts';
import type { Installation } from '../../server/src/installation.ts';
import { WordNet } from '../../server/src/wordnet/wordnet.ts';
import { type Figure, peakMemory, quantile, time } from './figures.ts';

const FILES = 1000;
const WORDS_IN_FILE = 300;
const SENTENCES_IN_PARAGRAPH = 4;
const SENTENCES_IN_STORED_FILE = 30;
const QUERIES = 200;
/** After which no more queries are put to the peer. */
const PEER_SECONDS = 60;
/** Texts whose vectors are real; those of more sentences are these with noise. */
export const REAL_VECTORS = 10_000;
/** Of each component of a unit vector of 256, which is 0.06 in the mean. */
export const NOISE = 0.02;
const RULES = { include: ['**/*.md'], exclude: [], maximumBytes: 1_000_000, hides: () => false };

const nothing = () => {};

/**
 * The index of a workspace of 1,000 files: reading it, opening it again, an edit; then stores of so many sentences each,
 * beside npm's MiniSearch alone, which knows words only.
 */
export async function measureIndex(
  installation: Installation,
  sizes: readonly number[],
  show: (figures: readonly Figure[]) => void,
): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-bench-'));
  const engine = new EngineClient({ script: installation.engineScript, modelDirectory: installation.modelDirectory });
  try {
    const { texts, source } = await someTexts(installation);
    console.log(`Index: ${texts.length} sentences from ${source}`);
    const heads = HeadFiles.open(installation.modelDirectory);
    const encoder = new SentenceEncoder(engine, heads.parameters('sentence'));
    await encoder.encode([['Ready', '.']]);
    show(await measureWorkspace(installation, { engine, heads }, texts, temporary));
    const real = texts.slice(0, REAL_VECTORS);
    const vectors = await encoder.encode(real.map((text) => text.split(' ')));
    const queries = texts.slice(-QUERIES);
    const queryVectors = await encoder.encode(queries.map((text) => text.split(' ')));
    for (const size of sizes) {
      const store = join(temporary, `store${size}`);
      show(await measureStore(installation, store, { size, real, vectors, queries, queryVectors }));
      show(await measureMiniSearch({ size, real, queries }));
      rmSync(store, { recursive: true });
    }
  } finally {
    engine.dispose();
    rmSync(temporary, { recursive: true });
  }
}

/** Sentences of the corpus where it lies beside the repository, else WordNet's definitions. */
export async function someTexts({ wordNet }: Installation): Promise<{ texts: string[]; source: string }> {
  const corpus = resolve('../shared/data/corpus');
  const names = ['heldout.txt.xz', 'textbooks.txt.xz'];
  if (names.every((name) => existsSync(join(corpus, name)))) {
    const { stdout } = spawnSync('xz', ['-dc', ...names.map((name) => join(corpus, name))], { maxBuffer: 2 ** 30 });
    const lines = stdout.toString().split('\n').filter(Boolean).slice(0, 40_000);
    return { texts: lines.map(untokenised), source: names.join(' and ') };
  }
  const synsets = await WordNet.load(wordNet);
  const texts = Array.from({ length: 40_000 }, (_, number) => {
    const { words, definition } = synsets.synset(number);
    return `The meaning of ${words[0]} is ${definition.replace(/[;:].*$/, '')}.`;
  });
  return { texts, source: "WordNet's definitions (there is no corpus beside this repository)" };
}

function untokenised(line: string): string {
  return line.replaceAll(/ (n't|'(?:s|re|ve|ll|d|m)\b|[.,;:!?)])/g, '$1').replaceAll('( ', '(');
}

async function measureWorkspace(
  { indexScript, parserScript }: Installation,
  model: { engine: EngineClient; heads: HeadFiles },
  texts: readonly string[],
  temporary: string,
): Promise<Figure[]> {
  const folder = join(temporary, 'notes');
  const words = writeFiles(folder, texts);
  const location = join(temporary, 'index');
  const parser = new IdleParser(parserScript);
  const lines: string[] = [];
  const open = async () => {
    const opened = openWorkspaceIndex({
      script: indexScript,
      location,
      model,
      parse: (...text) => parser.parse(...text),
      rules: async () => RULES,
      confirm: async () => true,
      showProgress: async () => undefined,
      log: (line) => lines.push(line),
      quietMilliseconds: 0,
    });
    const settled = async () => {
      opened.index.setFolders([pathToFileURL(folder).href]);
      await opened.index.settled();
    };
    return { ...opened, milliseconds: await time(settled), settled };
  };
  const first = await open();
  const memory = peakMemory(first.client.pid!);
  await first.index.dispose();
  await first.client.dispose();
  const second = await open();
  const afterRestart = lines.length; // a line more would say that something was read
  writeFileSync(join(folder, '0.md'), `A sentence that was never there before. ${texts[0]}\n`);
  const edit = await time(second.settled);
  await second.index.dispose();
  await second.client.dispose();
  parser.dispose();
  const perSecond = (count: number): string => Math.round((1000 * count) / first.milliseconds).toLocaleString('en');
  return [
    { what: `index ${FILES} files, ${words} words`, value: `${(first.milliseconds / 1000).toFixed(1)} s` },
    { what: '  files a second, words a second', value: `${perSecond(FILES)}, ${perSecond(words)}` },
    { what: '  the index process, peak', value: memory === undefined ? 'not told here' : `${memory.toFixed(0)} MB` },
    {
      what: '  after a restart, until it is up to date',
      value: `${second.milliseconds.toFixed(0)} ms`,
      bar: afterRestart === 1 ? 'nothing read' : 'MISSED: files were read again',
    },
    { what: '  after an edit of one file', value: `${edit.toFixed(0)} ms` },
  ];
}

/** How many words there are in all. */
function writeFiles(folder: string, texts: readonly string[]): number {
  mkdirSync(folder);
  let at = 0;
  let words = 0;
  for (let file = 0; file < FILES; file++) {
    const sentences: string[] = [];
    for (let count = 0; count < WORDS_IN_FILE; at++) {
      const sentence = texts[at % texts.length]!;
      sentences.push(sentence);
      count += sentence.split(' ').length;
      words += sentence.split(' ').length;
    }
    const paragraphs: string[] = [];
    for (let i = 0; i < sentences.length; i += SENTENCES_IN_PARAGRAPH) {
      paragraphs.push(sentences.slice(i, i + SENTENCES_IN_PARAGRAPH).join(' '));
    }
    writeFileSync(join(folder, `${file}.md`), `# Chapter ${file}\n\n${paragraphs.join('\n\n')}\n`);
  }
  return words;
}

interface StoreContent {
  readonly size: number;
  readonly real: readonly string[];
  readonly queries: readonly string[];
}

/** Sentence number `i`: beyond the real ones, with a number of its own. */
export function textAt(real: readonly string[], i: number): string {
  const text = real[i % real.length]!;
  return i < real.length ? text : `${text} No ${i}.`;
}

async function measureStore(
  { indexScript }: Installation,
  folder: string,
  content: StoreContent & { readonly vectors: readonly Float32Array[]; readonly queryVectors: readonly Float32Array[] },
): Promise<Figure[]> {
  const { size, real, vectors, queries, queryVectors } = content;
  const dimensions = vectors[0]!.length;
  const start = () => new IndexClient({ script: indexScript, folder, model: 'bench', dimensions, log: nothing });
  const writer = start();
  for (let at = 0; at < size; at += SENTENCES_IN_STORED_FILE) {
    const count = Math.min(SENTENCES_IN_STORED_FILE, size - at);
    const sentences = Array.from({ length: count }, (_, i) => {
      const text = textAt(real, at + i);
      const range = { start: { line: i, character: 0 }, end: { line: i, character: text.length } };
      return { key: contentKey([text]), text, range };
    });
    await writer.addVectors(
      sentences.map(({ key }, i) => {
        const vector = vectors[(at + i) % vectors.length]!;
        const noisy = at + i < vectors.length ? vector : vector.map((value) => value + NOISE * (2 * Math.random() - 1));
        return { key, vector: quantise(noisy) };
      }),
    );
    const uri = `file:///bench/${at}.md`;
    await writer.putFile({ uri, changed: at, size: at, hash: String(at), sentences });
  }
  await writer.dispose();
  const client = start();
  const opening = await time(() => client.files([]));
  const query = (text: string, vector: Float32Array) =>
    client.search(
      { text, vector: quantise(vector), folders: ['file:///bench'], without: [], others: [], limit: 20 },
      CancellationToken.None,
    );
  const times: number[] = [];
  for (const [i, text] of queries.entries()) times.push(await time(() => query(text, queryVectors[i]!)));
  const byMeaning: number[] = [];
  for (const vector of queryVectors) byMeaning.push(await time(() => query('', vector)));
  const memory = peakMemory(client.pid!);
  await client.dispose();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return [
    { what: `${size} sentences: query, p50 / p95 of ${queries.length}`, value: milliseconds(times), bar: '100 ms' },
    { what: '  without words', value: milliseconds(byMeaning) },
    { what: '  open the store', value: `${(opening / 1000).toFixed(2)} s` },
    { what: '  disk', value: `${Math.round(bytes / size)} bytes/sentence`, bar: '1,100' },
    { what: '  memory, peak', value: memory === undefined ? 'not told here' : `${memory.toFixed(0)} MB` },
  ];
}

/** The peer: words alone, with its defaults, in this process. */
async function measureMiniSearch({ size, real, queries }: StoreContent): Promise<Figure[]> {
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const search = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
  for (let id = 0; id < size; id++) search.add({ id, text: textAt(real, id) });
  const seconds = (performance.now() - start) / 1000;
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  const times: number[] = [];
  const end = performance.now() + PEER_SECONDS * 1000;
  for (const text of queries) {
    if (performance.now() < end) times.push(await time(async () => search.search(text)));
  }
  return [
    { what: `  MiniSearch alone: query, p50 / p95 of ${times.length}`, value: milliseconds(times) },
    { what: '    build, heap', value: `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB` },
  ];
}

function milliseconds(times: readonly number[]): string {
  return `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.95).toFixed(1)} ms`;
}
