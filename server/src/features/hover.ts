import { touches, words } from '../documents/prose.ts';
import type { AnalyseOptions } from '../engine/engine.ts';
import { HeadError } from '../heads/manifest.ts';
import type { SenseReader } from '../heads/senseReader.ts';
import type { Paragraph, Range } from '../text/types.ts';
import { senseMarkdown } from './senseMarkdown.ts';

/** What a hover shows. */
export interface HoverReading {
  /** Markdown. */
  readonly contents: string;
  /** Null where the hover is not about a sense. */
  readonly senseKey: string | null;
  /** What it is about, in UTF-16 offsets; undefined where that is not a word that was read: the editor takes its own. */
  readonly range?: Range;
}

export interface HoverOptions extends Omit<AnalyseOptions, 'outputs'> {
  /** Throws `HeadError` where the model has no sense vectors. */
  readonly senses: () => SenseReader;
  /** Words with one sense get a hover too only with `all`. */
  readonly show: 'ambiguous' | 'all';
}

const NOT_ENGLISH = 'This paragraph does not look like English, the one language that ELMo Lens reads.';

/** The word-sense hover at an offset of a text: which sense its sentence means. Null where there is nothing to say. */
export async function hoverAt(
  paragraphs: readonly Paragraph[],
  offset: number,
  { senses, show, ...options }: HoverOptions,
): Promise<HoverReading | null> {
  const at = { start: offset, end: offset };
  const paragraph = paragraphs.find((candidate) => touches(candidate, at));
  if (!paragraph) return null;
  if (!paragraph.english) return { contents: NOT_ENGLISH, senseKey: null };

  const sentence = paragraph.sentences.find((candidate) => touches(candidate, at));
  // Where two tokens meet, the one that begins is meant.
  const index = sentence?.tokens.findLastIndex((word) => word.start < word.end && touches(word, at)) ?? -1;
  if (!sentence || index < 0) return null;
  const { tokens } = sentence;
  try {
    const reading = await senses().read(words(sentence), index, options);
    if (!reading || (show === 'ambiguous' && reading.senses.length < 2)) return null;
    return {
      contents: senseMarkdown(reading),
      senseKey: reading.senses[0]!.senseKey,
      range: { start: tokens[reading.start]!.start, end: tokens[reading.end - 1]!.end },
    };
  } catch (error) {
    if (!(error instanceof HeadError)) throw error;
    const { start, end } = tokens[index]!;
    return { contents: error.message, senseKey: null, range: { start, end } };
  }
}
