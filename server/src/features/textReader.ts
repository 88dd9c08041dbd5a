import { words } from '../documents/prose.ts';
import type { AnalyseOptions } from '../engine/engine.ts';
import type { Lens } from '../lens.ts';
import type { TextEntity, TextSense, TextSentence } from '../protocol.ts';
import type { Paragraph, ProseLanguage, Sentence } from '../text/types.ts';
import { rangeOfReading } from './wordAt.ts';

/** The less likely senses of a word say little. */
const SENSES_TOLD = 5;

type Parse = (text: string, language: ProseLanguage) => Promise<Paragraph[]>;
type Options = Omit<AnalyseOptions, 'outputs'>;

/** Reads texts that programs hand over: other extensions, chat agents, scripts. Offsets are UTF-16. */
export class TextReader {
  readonly #lens: Lens;
  readonly #parse: Parse;

  constructor(lens: Lens, parse: Parse) {
    this.#lens = lens;
    this.#parse = parse;
  }

  /** A unit vector of 256 numbers for each sentence; the cosine of two says how close they are in meaning. */
  async embed(text: string, language: ProseLanguage, options?: Options): Promise<TextSentence[]> {
    const sentences = await this.#sentences(text, language);
    const vectors = await this.#lens.sentences.encode(sentences.map(words), options);
    return sentences.map(({ start, end }, i) => ({ start, end, vector: Array.from(vectors[i]!, rounded) }));
  }

  /** What each word means where it stands; with `word`, only that one, in any of its forms. */
  async senses(text: string, language: ProseLanguage, word?: string, options?: Options): Promise<TextSense[]> {
    const sentences = await this.#sentences(text, language);
    const readings = await this.#lens.senses.readText(text, sentences.map(words), options);
    return sentences.flatMap((sentence, i) =>
      readings[i]!.flatMap(({ lemma, pos, senses, ...span }) => {
        const range = rangeOfReading(sentence, span);
        const written = text.slice(range.start, range.end);
        if (word && ![lemma, written].some((form) => form.toLowerCase() === word.trim().toLowerCase())) return [];
        return {
          ...range,
          text: written,
          lemma,
          pos,
          senses: senses.slice(0, SENSES_TOLD).map(({ senseKey, probability, definition, words: synonyms }) => ({
            senseKey,
            probability,
            definition,
            synonyms,
          })),
        };
      }),
    );
  }

  /** People, places, organisations and other names, in the order of the text. */
  async entities(text: string, language: ProseLanguage, options?: Options): Promise<TextEntity[]> {
    const sentences = await this.#sentences(text, language);
    const spans = await this.#lens.entities.tag(sentences.map(words), options);
    return sentences.flatMap((sentence, i) =>
      spans[i]!.map(({ label, confidence, ...span }) => {
        const range = rangeOfReading(sentence, span);
        return { ...range, text: text.slice(range.start, range.end), label, confidence };
      }),
    );
  }

  async #sentences(text: string, language: ProseLanguage): Promise<Sentence[]> {
    return (await this.#parse(text, language)).flatMap(({ sentences }) => sentences);
  }
}

/** To five decimals: as JSON a third as long, and no cosine changes by more than 1e-4. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
