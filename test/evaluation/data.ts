import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A set that an evaluation needs is not on this machine. */
export class MissingDataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingDataError';
  }
}

/** The labelled sets' folder. */
export class DataFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The text of a file; `.xz` files are unpacked. Throws `MissingDataError`. */
  read(name: string): string {
    const path = join(this.#root, name);
    if (!existsSync(path)) {
      throw new MissingDataError(`${path} is missing: put the labelled sets there, or name their folder with --data.`);
    }
    if (!path.endsWith('.xz')) return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const { status, stdout } = spawnSync('xz', ['-dc', path], { maxBuffer: 2 ** 30, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${path} could not be unpacked: install the program xz (xz-utils).`);
    return stdout;
  }
}

export interface TaggedSentence {
  readonly tokens: readonly string[];
  readonly labels: readonly string[];
}

/** Sentences of a column file: the token first, the label last, a blank line after each sentence. */
export function taggedSentences(text: string): TaggedSentence[] {
  const sentences: { tokens: string[]; labels: string[] }[] = [];
  let open: { tokens: string[]; labels: string[] } | undefined;
  for (const line of text.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 2 || columns[0] === '-DOCSTART-') {
      open = undefined;
      continue;
    }
    if (!open) {
      open = { tokens: [], labels: [] };
      sentences.push(open);
    }
    open.tokens.push(columns[0]!);
    open.labels.push(columns.at(-1)!);
  }
  return sentences;
}

export interface Pair {
  readonly a: string;
  readonly b: string;
  /** Closeness in meaning on the set's own scale. */
  readonly gold: number;
}

/** Sentence pairs of a tab-separated file, given the columns of score, first and second sentence. */
export function pairs(text: string, columns: readonly [number, number, number], header: boolean): Pair[] {
  const rows = text.split('\n').filter((line) => line.trim() !== '');
  return rows.slice(header ? 1 : 0).map((line) => {
    const cells = line.trimEnd().split('\t');
    return { gold: Number(cells[columns[0]]), a: cells[columns[1]]!, b: cells[columns[2]]! };
  });
}

/** GLUE's SST-2: a header, then text and 0 (negative) or 1 (positive). */
export function sst2(text: string): { readonly text: string; readonly label: 'positive' | 'negative' }[] {
  const rows = text.trim().split('\n').slice(1);
  return rows.map((row) => {
    const [sentence, label] = row.split('\t');
    return { text: plainText(sentence!), label: label?.trim() === '1' ? 'positive' : 'negative' };
  });
}

/** Undoes the Penn Treebank's spelling of brackets, which no writer would type. */
function plainText(sentence: string): string {
  return sentence.trim().replaceAll('-lrb-', '(').replaceAll('-rrb-', ')');
}

export interface WordPair {
  readonly lemma: string;
  readonly pos: 'n' | 'v';
  /** The word in two sentences. */
  readonly places: readonly { readonly tokens: readonly string[]; readonly index: number }[];
  readonly same: boolean;
}

/** WiC (Pilehvar and Camacho-Collados 2019): a word in two contexts, and `T` where it means the same in both. */
export function wordPairs(text: string, gold: string): WordPair[] {
  const answers = gold.trim().split(/\s+/);
  return text
    .trim()
    .split('\n')
    .map((line, i) => {
      const [lemma, pos, indices, ...sentences] = line.trim().split('\t');
      const places = indices!
        .split('-')
        .map((index, place) => ({ tokens: sentences[place]!.split(' '), index: Number(index) }));
      return { lemma: lemma!, pos: pos === 'V' ? 'v' : 'n', places, same: answers[i] === 'T' };
    });
}

/** The held-out texts of the sample of AG News: every tenth, as in models/training/data.py. */
export function agNews(text: string): { readonly text: string; readonly label: string }[] {
  const rows = text.trimEnd().split('\n');
  return rows
    .filter((_, i) => i % 10 === 0)
    .map((row) => {
      const [item, label] = row.split('\t');
      return { text: newsText(item!), label: label!.trim() };
    });
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '#36': '$', '#38': '&', '#39': "'", '#146': '’', '#147': '“', '#148': '”', '#151': '—', '#8211': '–' },
  ...{ quot: '"', amp: '&', lt: '<', gt: '>', nbsp: ' ', hellip: '…' },
};

/** Undoes what is left of HTML and CSV: `It #39;s` is `It's`, `<br>` and a backslash are a space. */
function newsText(item: string): string {
  const text = /^".*"$/.test(item) ? item.slice(1, -1).replaceAll('""', '"') : item;
  return text
    .replace(/[ &](#\d+|quot|amp|lt|gt|nbsp|hellip);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replace(/<[^<>]*>|\\/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export interface SenseTarget {
  readonly id: string;
  readonly index: number;
  readonly length: number;
  readonly lemma: string;
  readonly pos: 'n' | 'v' | 'a' | 'r';
  /** Any of these WordNet 3.0 sense keys is right. */
  readonly keys: readonly string[];
}

export interface SenseSentence {
  readonly tokens: readonly string[];
  readonly targets: readonly SenseTarget[];
}

const POS_OF_NAME = { NOUN: 'n', VERB: 'v', ADJ: 'a', ADV: 'r' } as const;
const POS_OF_DIGIT = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' } as const;

/** Sentences of the WSD evaluation framework's XML (one element a line), with its gold keys. */
export function frameworkSentences(xml: string, goldKeys: string): SenseSentence[] {
  const gold = new Map(
    goldKeys
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' '))
      .map(([id, ...keys]) => [id!, keys]),
  );
  const sentences: { tokens: string[]; targets: SenseTarget[] }[] = [];
  for (const line of xml.split('\n')) {
    if (line.startsWith('<sentence')) sentences.push({ tokens: [], targets: [] });
    const element = /^<(wf|instance) ([^>]*)>(.*)<\/\1>$/.exec(line.trim());
    const sentence = sentences.at(-1);
    if (!element || !sentence) continue;
    const attributes = Object.fromEntries([...element[2]!.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
    const words = unescapeXml(element[3]!).split(/[ _]/).filter(Boolean);
    if (element[1] === 'instance') {
      sentence.targets.push({
        id: attributes['id']!,
        index: sentence.tokens.length,
        length: words.length,
        lemma: unescapeXml(attributes['lemma']!),
        pos: POS_OF_NAME[attributes['pos'] as keyof typeof POS_OF_NAME],
        keys: gold.get(attributes['id']!) ?? [],
      });
    }
    sentence.tokens.push(...words);
  }
  return sentences;
}

function unescapeXml(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => characters[name]!);
}

/** Sentences of SemCor's documents that `keep` chooses; names' classes (*person* for a name) are no targets. */
export function semcorSentences(tsv: string, keep: (document: string) => boolean): SenseSentence[] {
  const sentences: SenseSentence[] = [];
  let kept = false;
  let document = '';
  for (const block of tsv.split('\n\n')) {
    const tokens: string[] = [];
    const targets: SenseTarget[] = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('# doc ')) {
        document = line.slice(6);
        kept = keep(document);
      }
      const [text, , tag, key] = line.split('\t');
      if (key === undefined) continue;
      const words = text!.split('_').filter(Boolean);
      if (key !== '-' && tag !== 'NNP') {
        targets.push({
          id: `${document}.${sentences.length}.${tokens.length}`,
          index: tokens.length,
          length: words.length,
          lemma: key.slice(0, key.indexOf('%')),
          pos: POS_OF_DIGIT[key[key.indexOf('%') + 1] as unknown as keyof typeof POS_OF_DIGIT],
          keys: [key],
        });
      }
      tokens.push(...words);
    }
    if (kept && tokens.length > 0) sentences.push({ tokens, targets });
  }
  return sentences;
}

export interface HeldOutSentence {
  readonly tokens: readonly string[];
  /** Number of its document, from 0. */
  readonly document: number;
  /** Whether an editor has read it before it was published: news, books, an encyclopedia, manuals, speeches in print. */
  readonly isEdited: boolean;
}

/** Reviews, texts of exams and transcripts, between the sets of edited prose: the first and the last line of the file. */
const UNEDITED_LINES = [6910, 13_169] as const;

/** The sentences that the biLM did not learn from, one a line; an empty line ends a document. */
export function heldOutSentences(text: string): HeldOutSentence[] {
  const sentences: HeldOutSentence[] = [];
  let document = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const isEdited = index + 1 < UNEDITED_LINES[0] || index + 1 > UNEDITED_LINES[1];
    if (line === '') document++;
    else sentences.push({ tokens: line.split(' '), document, isEdited });
  }
  return sentences;
}
