import { words } from '../documents/prose.ts';
import { SIMILAR } from '../features/similar.ts';
import type { SenseReading } from '../heads/senseReader.ts';
import type { Lens } from '../lens.ts';
import type { EntityLabel } from '../protocol.ts';
import { defaultSettings } from '../settings.ts';
import { parseProse } from '../text/prose.ts';
import type { Sentence } from '../text/types.ts';
import { ambiguousWordLines } from './ambiguousWords.ts';
import { languageOfFile } from './proseFiles.ts';
import { readText } from './readText.ts';

const MAX_PAIRS = 5;
const MINIMUM_TOKENS = 4;
const CONTEXT_TOKENS = 4;
/** Every sentence is compared with every other; more of them would take too long. */
const MAX_COMPARED = 2000;
const OPENING_LENGTH = 60;

const HEADINGS: Record<EntityLabel, string> = {
  PER: 'People',
  ORG: 'Organisations',
  LOC: 'Places',
  MISC: 'Other names',
};

/** What ELMo Lens reads in a file, as text for a terminal. Throws a sentence where the file can't be read. */
export async function report(lens: Lens, path: string): Promise<string> {
  const text = await readText(path);
  const paragraphs = parseProse(text, languageOfFile(path));
  const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences);
  const count = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const lines = [`${path}: ${sentences.length} sentences, ${count} tokens`];
  if (sentences.length === 0) return [...lines, 'No English prose was found in it.'].join('\n');
  lines.push(...(await entityLines(lens, text, sentences)));
  lines.push(...(await senseLines(lens, text, sentences)));
  lines.push(...(await pairLines(lens, text, sentences)));
  lines.push(
    ...(await toneLines(
      lens,
      text,
      paragraphs.map((paragraph) => paragraph.sentences),
    )),
  );
  lines.push(...(await topicLines(lens, sentences)));
  return lines.join('\n');
}

async function entityLines(lens: Lens, text: string, sentences: readonly Sentence[]): Promise<string[]> {
  const found = new Map<EntityLabel, Map<string, number>>();
  for (const [i, spans] of (await lens.entities.tag(sentences.map(words))).entries()) {
    const { tokens } = sentences[i]!;
    for (const { start, end, label, confidence } of spans) {
      if (confidence < defaultSettings.entities.minimumConfidence) continue;
      const name = oneLine(text.slice(tokens[start]!.start, tokens[end - 1]!.end));
      const names = found.get(label) ?? new Map<string, number>();
      found.set(label, names.set(name, (names.get(name) ?? 0) + 1));
    }
  }
  const lines = ['', 'Entities'];
  for (const [label, heading] of Object.entries(HEADINGS) as [EntityLabel, string][]) {
    const names = [...(found.get(label) ?? [])].map(([name, times]) => (times > 1 ? `${name} (${times})` : name));
    if (names.length > 0) lines.push(`  ${heading}: ${names.join(', ')}`);
  }
  return found.size > 0 ? lines : [...lines, '  none found'];
}

async function senseLines(lens: Lens, text: string, sentences: readonly Sentence[]): Promise<string[]> {
  const readings = await lens.senses.readText(text, sentences.map(words));
  const found = sentences.flatMap((sentence, i) =>
    readings[i]!.map((reading) => ({ reading, context: context(text, sentence, reading) })),
  );
  const lines = ambiguousWordLines(found, percent);
  return ['', 'Ambiguous words, and what they mean here', ...(lines.length > 0 ? lines : ['  none found'])];
}

/** The words around, the word itself between brackets. */
function context(text: string, { tokens }: Sentence, { start, end }: Pick<SenseReading, 'start' | 'end'>): string {
  const from = tokens[Math.max(0, start - CONTEXT_TOKENS)]!.start;
  const to = tokens[Math.min(tokens.length, end + CONTEXT_TOKENS) - 1]!.end;
  const word = { start: tokens[start]!.start, end: tokens[end - 1]!.end };
  return oneLine(`${text.slice(from, word.start)}[${text.slice(word.start, word.end)}]${text.slice(word.end, to)}`);
}

async function pairLines(lens: Lens, text: string, all: readonly Sentence[]): Promise<string[]> {
  const long = all.filter(({ tokens }) => tokens.length >= MINIMUM_TOKENS);
  const sentences = long.slice(0, MAX_COMPARED);
  const vectors = await lens.sentences.encode(sentences.map(words));
  const pairs: { a: Sentence; b: Sentence; score: number }[] = [];
  for (const [i, a] of sentences.entries()) {
    for (let j = i + 1; j < sentences.length; j++) {
      const score = lens.sentences.similarity(vectors[i]!, vectors[j]!);
      if (score >= SIMILAR) pairs.push({ a, b: sentences[j]!, score });
    }
  }
  pairs.sort((x, y) => y.score - x.score);
  const show = ({ start, end }: Sentence): string => oneLine(text.slice(start, end));
  const lines = pairs
    .slice(0, MAX_PAIRS)
    .flatMap(({ a, b, score }) => [`  ${percent(score)} ${show(a)}`, `       ${show(b)}`]);
  if (lines.length === 0) return [];
  const part = long.length > MAX_COMPARED ? ` (of the first ${MAX_COMPARED})` : '';
  return ['', `Most similar sentences${part}`, ...lines];
}

async function toneLines(lens: Lens, text: string, paragraphs: readonly (readonly Sentence[])[]): Promise<string[]> {
  const long = paragraphs.filter((sentences) => sentences.flatMap(({ tokens }) => tokens).length >= 2 * MINIMUM_TOKENS);
  const readings = await lens.sentiment.read(long.map((sentences) => sentences.map(words)));
  const lines = readings.map(({ label, score, neutral }, i) => {
    const whole = oneLine(text.slice(long[i]![0]!.start, long[i]!.at(-1)!.end));
    const opening = whole.length > OPENING_LENGTH ? `${whole.slice(0, OPENING_LENGTH)}…` : whole;
    // The score belongs to the label, which a neutral text is not given.
    return `  ${(neutral ? 'neutral' : `${label} ${percent(score)}`).padEnd(14)}  ${opening}`;
  });
  return lines.length > 0 ? ['', 'Tone of each paragraph', ...lines] : [];
}

/** A text that is less sure of one topic is no news. */
const CLEAR_TOPIC = 0.6;

/** Of the whole text: a paragraph says too little of it, unless it is news. */
async function topicLines(lens: Lens, sentences: readonly Sentence[]): Promise<string[]> {
  const [topic] = await lens.topic.classify([sentences.map(words)]);
  if (topic!.score < CLEAR_TOPIC) return [];
  const shares = Object.entries(topic!.scores).sort(([, a], [, b]) => b - a);
  const shown = shares.map(([label, share]) => `${label} ${percent(share).trim()}`).join(', ');
  return ['', 'Where a newspaper would file the text', `  ${shown}`];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`.padStart(5);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
