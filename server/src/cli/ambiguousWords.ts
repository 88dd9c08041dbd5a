import { partOfSpeechName } from '../features/senseMarkdown.ts';
import type { SenseReading } from '../heads/senseReader.ts';

const MAX_WORDS = 20;
/** A second sense at least this likely, as a share of the first, is told too. */
const CLOSE = 0.5;
/** From this probability on, a sense is what the sentence means rather than what it may mean. */
const SURE = 0.5;
/** Which of their senses these have tells a reader nothing. */
const EMPTY_VERBS: ReadonlySet<string> = new Set(['be', 'have', 'do']);

/** A word as it was read, and where it stands, for people. */
export interface WordInContext {
  readonly reading: Pick<SenseReading, 'lemma' | 'pos' | 'senses'>;
  readonly context: string;
}

interface Word {
  readonly lemma: string;
  readonly pos: SenseReading['pos'];
  /** By sense key, in the order of the text: the surest use of the word in that sense, and how often it is used so. */
  readonly uses: Map<string, WordInContext & { times: number }>;
}

/**
 * The words of a text that could mean several things, as lines for a terminal: each word once, each of its senses in the
 * text once, the most telling words first.
 */
export function ambiguousWordLines(found: readonly WordInContext[], percent: (share: number) => string): string[] {
  const words = [...group(found).values()].sort(byInterest);
  const lines = words.slice(0, MAX_WORDS).flatMap(({ lemma, pos, uses }) => [
    `  ${lemma} (${partOfSpeechName(pos)})`,
    ...[...uses.values()].flatMap(({ reading: { senses }, context, times }) => {
      const [meant, second] = senses;
      const also = second && second.probability >= CLOSE * meant!.probability ? [second] : [];
      return [
        `    ${percent(meant!.probability)}  ${meant!.definition}`,
        ...also.map(({ probability, definition }) => `    ${percent(probability)}  or: ${definition}`),
        `           ${context}${times > 1 ? ` (and ${times - 1} more)` : ''}`,
      ];
    }),
  ]);
  const more = words.length - MAX_WORDS;
  return more > 0 ? [...lines, `  and ${more} more ambiguous ${more === 1 ? 'word' : 'words'}`] : lines;
}

function group(found: readonly WordInContext[]): Map<string, Word> {
  const words = new Map<string, Word>();
  for (const { reading, context } of found) {
    const { lemma, pos, senses } = reading;
    if (senses.length < 2 || (pos === 'v' && EMPTY_VERBS.has(lemma))) continue;
    const word = words.get(`${lemma} ${pos}`) ?? { lemma, pos, uses: new Map() };
    words.set(`${lemma} ${pos}`, word);
    const { senseKey, probability } = senses[0]!;
    const before = word.uses.get(senseKey);
    const surer = before && before.reading.senses[0]!.probability >= probability ? before : { reading, context };
    word.uses.set(senseKey, { ...surer, times: (before?.times ?? 0) + 1 });
  }
  return words;
}

/** Words that surely mean different things in this text first, then those that could mean the most but surely don't. */
function byInterest(a: Word, b: Word): number {
  return sureSenses(b) - sureSenses(a) || information(b) - information(a) || a.lemma.localeCompare(b.lemma);
}

function sureSenses({ uses }: Word): number {
  const sure = [...uses.values()].filter(({ reading }) => reading.senses[0]!.probability >= SURE);
  return Math.max(1, sure.length);
}

/** How many bits the text told at most about which sense is meant, counted by how likely that sense is. */
function information({ uses }: Word): number {
  const told = [...uses.values()].map(({ reading: { senses } }) => {
    const entropy = senses.reduce((sum, { probability: p }) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
    return senses[0]!.probability * (Math.log2(senses.length) - entropy);
  });
  return Math.max(...told);
}
