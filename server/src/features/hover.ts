import * as l10n from '@vscode/l10n';
import { touches } from '../documents/prose.ts';
import { HeadError } from '../heads/manifest.ts';
import type { SenseOptions } from '../heads/senseReader.ts';
import type { Paragraph, Range } from '../text/types.ts';
import { escapeMarkdown, senseMarkdown } from './senseMarkdown.ts';
import { rangeOfReading, readWord, type WordReader, wordAt } from './wordAt.ts';

/** What a hover shows. */
export interface HoverReading {
  /** Markdown. */
  readonly contents: string;
  /** Null where the hover is not about a sense. */
  readonly senseKey: string | null;
  /** What it is about, in UTF-16 offsets; undefined where that is not a word that was read: the editor takes its own. */
  readonly range?: Range;
}

export interface HoverOptions extends SenseOptions {
  /** Throws `HeadError` where the model has no sense vectors. */
  readonly senses: () => WordReader;
  /** Words with one sense get a hover too only with `all`. */
  readonly show: 'ambiguous' | 'all';
}

/** The word-sense hover at an offset of a text: which sense its sentence means. Null where there is nothing to say. */
export async function hoverAt(
  paragraphs: readonly Paragraph[],
  offset: number,
  { senses, show, ...options }: HoverOptions,
): Promise<HoverReading | null> {
  const paragraph = paragraphs.findLast((candidate) => touches(candidate, { start: offset, end: offset }));
  if (!paragraph) return null;
  if (!paragraph.english) {
    const contents = l10n.t('This paragraph does not look like English, the one language that ELMo Lens reads.');
    return { contents, senseKey: null };
  }

  const place = wordAt([paragraph], offset);
  if (!place) return null;
  try {
    const reading = await readWord(place, senses(), options);
    if (!reading || (show === 'ambiguous' && reading.senses.length < 2)) return null;
    return {
      contents: senseMarkdown(reading),
      senseKey: reading.senses[0]!.senseKey,
      range: rangeOfReading(place.sentence, reading),
    };
  } catch (error) {
    if (!(error instanceof HeadError)) throw error;
    const { start, end } = place.sentence.tokens[place.index]!;
    return { contents: escapeMarkdown(error.message), senseKey: null, range: { start, end } };
  }
}
