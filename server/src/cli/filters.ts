import { z } from 'zod';
import { words } from '../documents/prose.ts';
import { hoverAt } from '../features/hover.ts';
import { rangeOfReading } from '../features/wordAt.ts';
import type { Classifier } from '../heads/classification.ts';
import { type EntitySpan, toBio } from '../heads/entities.ts';
import { mapGrouped } from '../heads/grouped.ts';
import { PinnedSenseReader } from '../heads/pinnedSenses.ts';
import type { Lens } from '../lens.ts';
import { isEnglish } from '../text/english.ts';
import { MappedText } from '../text/mappedText.ts';
import { normalise } from '../text/normalise.ts';
import { normaliseToken } from '../text/normaliseToken.ts';
import { parseProse, parseSentences } from '../text/prose.ts';
import type { Paragraph, Sentence } from '../text/types.ts';
import { type Filter, lineId as id } from './lines.ts';

const language = z.enum(['plaintext', 'markdown', 'latex']).default('plaintext');

const sensesLine = z.object({
  id,
  tokens: z.array(z.string()),
  targets: z.array(
    z.object({
      id,
      index: z.int().min(0),
      length: z.int().min(1).default(1),
      lemma: z.string(),
      pos: z.enum(['n', 'v', 'a', 'r']),
    }),
  ),
});

/** `senses`: the WordNet 3.0 sense of each target; nulls where WordNet does not have its lemma. */
export function sensesFilter(lens: Lens): Filter<z.infer<typeof sensesLine>> {
  return {
    schema: sensesLine,
    run: async (lines) => {
      for (const { tokens, targets } of lines) {
        const outside = targets.find(({ index, length }) => index + length > tokens.length);
        if (outside) throw new RangeError(`target ${outside.id} lies outside of the ${tokens.length} tokens`);
      }
      const questions = lines.map(({ tokens, targets }) => ({ tokens: tokens.map(normaliseToken), targets }));
      const uses = await lens.senses.uses(questions);
      return lines.map(({ id, targets }, line) => ({
        id,
        targets: targets.map((target, i) => {
          const meant = uses[line]![i]?.senses[0];
          return { id: target.id, senseKey: meant?.senseKey ?? null, probability: meant?.probability ?? null };
        }),
      }));
    },
  };
}

/** One of two fields is wanted. No union: its error would not name a field. */
const entitiesLine = z
  .object({ id, tokens: z.array(z.string()).optional(), text: z.string().optional(), language })
  .refine(({ tokens, text }) => (tokens ?? text) !== undefined, 'give "tokens" or "text"');

/** `entities`: BIO2 labels for tokens, or entities with UTF-16 offsets for a text. */
export function entitiesFilter(lens: Lens): Filter<z.infer<typeof entitiesLine>> {
  return {
    schema: entitiesLine,
    run: async (lines) => {
      const sentences = lines.map(({ tokens, text = '', language }) =>
        tokens ? [] : sentencesOf(parseProse(text, language)),
      );
      const tokens = lines.map(({ tokens }, i) => (tokens ? [tokens.map(normaliseToken)] : sentences[i]!.map(words)));
      const spans = await mapGrouped(tokens, (all) => lens.entities.tag(all));
      return lines.map(({ id, tokens }, i) =>
        tokens
          ? { id, labels: toBio(spans[i]![0]!, tokens.length) }
          : {
              id,
              entities: sentences[i]!.flatMap((sentence, s) => spans[i]![s]!.map((span) => place(sentence, span))),
            },
      );
    },
  };
}

function sentencesOf(paragraphs: readonly Paragraph[]): Sentence[] {
  return paragraphs.flatMap(({ sentences }) => sentences);
}

function place(sentence: Sentence, { label, confidence, ...span }: EntitySpan) {
  return { ...rangeOfReading(sentence, span), label, confidence };
}

const similarityLine = z.object({ id, a: z.string(), b: z.string() });

/** `similarity`: how close two texts are in meaning, 0 to 1. */
export function similarityFilter(lens: Lens): Filter<z.infer<typeof similarityLine>> {
  return {
    schema: similarityLine,
    run: async (lines) => {
      const texts = lines.flatMap(({ a, b }) => [a, b]).map((text) => parseSentences(text).map(words));
      const vectors = await lens.sentences.encodeTexts(texts);
      return lines.map(({ id }, i) => ({ id, score: lens.sentences.similarity(vectors[2 * i]!, vectors[2 * i + 1]!) }));
    },
  };
}

const classifyLine = z.object({ id, text: z.string() });

/** `classify` with labels of its own: the label of a text, and the probability of each. */
export function labelFilter(classifier: Classifier): Filter<z.infer<typeof classifyLine>> {
  return {
    schema: classifyLine,
    run: async (lines) => {
      const answers = await classifier.classify(lines.map(({ text }) => parseSentences(text).map(words)));
      return lines.map(({ id }, i) => ({ id, ...answers[i]! }));
    },
  };
}

/** `classify`: whether a text is positive or negative, and whether it leans enough to say so; what is not English never does. */
export function classifyFilter(lens: Lens): Filter<z.infer<typeof classifyLine>> {
  return {
    schema: classifyLine,
    run: async (lines) => {
      const readings = await lens.sentiment.read(lines.map(({ text }) => parseSentences(text).map(words)));
      return lines.map(({ id, text }, i) => {
        const { label, score, neutral } = readings[i]!;
        return { id, label, score, neutral: neutral || !isEnglish(normalise(MappedText.of(text)).text) };
      });
    },
  };
}

const textLine = z.object({ id, text: z.string(), language });

/** `sentences`: the sentences of a text and their tokens, with UTF-16 offsets. */
export const sentencesFilter: Filter<z.infer<typeof textLine>> = {
  schema: textLine,
  run: async (lines) =>
    lines.map(({ id, text, language }) => ({
      id,
      sentences: sentencesOf(parseProse(text, language)),
    })),
};

const hoverLine = z.object({ id, text: z.string(), offset: z.int().min(0), language });

/** `hover`: what the editor shows at an offset, in its default settings; nulls where it shows nothing. */
export function hoverFilter(lens: Lens): Filter<z.infer<typeof hoverLine>> {
  return {
    schema: hoverLine,
    run: (lines) =>
      Promise.all(
        lines.map(async ({ id, text, offset, language }) => {
          if (offset > text.length) throw new RangeError(`offset ${offset} lies outside of the text`);
          const paragraphs = parseProse(text, language);
          const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences.map(words));
          const senses = () => new PinnedSenseReader(lens.senses, [], () => lens.senses.computingIn(text, sentences));
          const reading = await hoverAt(paragraphs, offset, { senses, show: 'ambiguous' });
          return { id, contents: reading?.contents ?? null, senseKey: reading?.senseKey ?? null };
        }),
      ),
  };
}
