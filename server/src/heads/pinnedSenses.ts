import { cosine } from '../elmo/similarity.ts';
import type { PinnedSense } from '../protocol.ts';
import type { SenseOptions, SenseReader, SenseReading, WordPlaces } from './senseReader.ts';
import { type RankedSense, reweighed, type WordUse } from './senses.ts';

/** A reading for which the senses that the user pinned in its document count. */
export interface PinnedReading extends SenseReading {
  /** Whether its first sense is one that the user pinned: at this very word, or at another that pulled it there. */
  readonly pinned?: 'here' | 'elsewhere';
}

/** An example of a sense: how the word was used where the user pinned it. */
export interface SenseExample {
  readonly senseKey: string;
  readonly use: Pick<WordUse, 'meaning'>;
}

/**
 * What an example adds to the log-odds of its sense for another use of the word in the document: `slope * cosine + bias`.
 * In SemCor's held-out documents, where the pins correct one use that was misread, the others are then read
 * right in 71.7 % instead of 62.0 %.
 */
const PULL = { slope: 6, bias: -2 };

/** The senses of a use after the examples have pulled at it; of several examples of one sense, the closest counts. */
export function pulledSenses({ senses, meaning }: WordUse, examples: readonly SenseExample[]): RankedSense[] {
  const pulls = new Map<string, number>();
  for (const { senseKey, use } of examples) {
    const pull = PULL.slope * cosine(meaning, use.meaning) + PULL.bias;
    pulls.set(senseKey, Math.max(pull, pulls.get(senseKey) ?? Number.NEGATIVE_INFINITY));
  }
  return reweighed(senses, ({ senseKey }) => Math.exp(pulls.get(senseKey) ?? 0));
}

/** Reads the words of one document as the `SenseReader` does, and then as the user's pins say. */
export class PinnedSenseReader {
  readonly #senses: SenseReader;
  readonly #pins: readonly PinnedSense[];
  readonly #computing: () => Promise<number>;

  /** `computing` says how much the document is about computing. */
  constructor(
    senses: SenseReader,
    pins: readonly PinnedSense[],
    computing: () => Promise<number> = () => Promise.resolve(0),
  ) {
    this.#senses = senses;
    this.#pins = pins;
    this.#computing = computing;
  }

  /** As `SenseReader.read`. */
  async read(tokens: readonly string[], index: number, options?: SenseOptions): Promise<PinnedReading | undefined> {
    const [readings] = await this.readWords([{ tokens, indices: [index] }], options);
    return readings![0];
  }

  /** As `SenseReader.readWords`. */
  async readWords(places: readonly WordPlaces[], options?: SenseOptions): Promise<(PinnedReading | undefined)[][]> {
    const computing = await this.#computing();
    const readings = await this.#senses.readWords(places, { ...options, computing });
    const examples = await this.#examples(readings.flat(), options);
    return readings.map((ofSentence, i) =>
      ofSentence.map((reading) => reading && withPins(reading, places[i]!.tokens, examples)),
    );
  }

  /** The pins of the words that were read, with their vectors. */
  async #examples(readings: readonly (SenseReading | undefined)[], options?: SenseOptions): Promise<Example[]> {
    const pins = this.#pins.filter((pin) => readings.some((reading) => reading && isSameWord(reading, pin)));
    if (pins.length === 0) return [];
    const questions = pins.map(({ tokens, start, end, lemma, pos }) => ({
      tokens,
      targets: [{ index: start, length: end - start, lemma, pos }],
    }));
    const uses = await this.#senses.uses(questions, options);
    return pins.flatMap((pin, i) => (uses[i]![0] ? [{ ...pin, use: uses[i]![0] }] : []));
  }
}

type Example = PinnedSense & SenseExample;

function withPins(reading: SenseReading, tokens: readonly string[], examples: readonly Example[]): PinnedReading {
  const own = examples.filter((pin) => isSameWord(reading, pin));
  const here = own.find((pin) => pin.start === reading.start && isSameSentence(pin.tokens, tokens));
  const chosen = here && reading.senses.find(({ senseKey }) => senseKey === here.senseKey);
  if (chosen) {
    const others = reading.senses.filter((sense) => sense !== chosen).map((sense) => ({ ...sense, probability: 0 }));
    return { ...reading, senses: [{ ...chosen, probability: 1 }, ...others], pinned: 'here' };
  }
  if (own.length === 0) return reading;
  const senses = pulledSenses(reading, own);
  const pulled = own.some(({ senseKey }) => senseKey === senses[0]!.senseKey);
  return { ...reading, senses, ...(pulled && { pinned: 'elsewhere' }) };
}

function isSameSentence(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

type Word = Pick<SenseReading, 'lemma' | 'pos'>;

/** Whether two readings are of one lemma and part of speech. */
export function isSameWord(a: Word, b: Word): boolean {
  return a.lemma === b.lemma && a.pos === b.pos;
}
