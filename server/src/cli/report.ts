import { readFile } from 'node:fs/promises';
import { words } from '../documents/prose.ts';
import type { SenseReading } from '../heads/senseReader.ts';
import type { Lens } from '../lens.ts';
import type { EntityLabel } from '../protocol.ts';
import { parseProse } from '../text/prose.ts';
import type { Sentence } from '../text/types.ts';
import { languageOfFile } from './proseFiles.ts';

const MAX_WORDS = 15;
const MAX_PAIRS = 5;
const MINIMUM_TOKENS = 4;
const CONTEXT_TOKENS = 4;
/** Every sentence is compared with every other; more of them would take too long. */
const MAX_COMPARED = 2000;

const HEADINGS: Record<EntityLabel, string> = {
  PER: 'People',
  ORG: 'Organisations',
  LOC: 'Places',
  MISC: 'Other names',
};

/** What ELMo Lens reads in a file, as text for a terminal. Throws where the file can't be read. */
export async function report(lens: Lens, path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  const paragraphs = parseProse(text, languageOfFile(path));
  const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences);
  const count = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const lines = [`${path}: ${sentences.length} sentences, ${count} tokens`];
  if (sentences.length === 0) return [...lines, 'No English prose was found in it.'].join('\n');
  lines.push(...(await entityLines(lens, text, sentences)));
  lines.push(...(await senseLines(lens, sentences)));
  lines.push(...(await pairLines(lens, text, sentences)));
  lines.push(
    ...(await toneLines(
      lens,
      text,
      paragraphs.map((paragraph) => paragraph.sentences),
    )),
  );
  return lines.join('\n');
}

async function entityLines(lens: Lens, text: string, sentences: readonly Sentence[]): Promise<string[]> {
  const found = new Map<EntityLabel, Map<string, number>>();
  for (const [i, spans] of (await lens.entities.tag(sentences.map(words))).entries()) {
    const { tokens } = sentences[i]!;
    for (const { start, end, label } of spans) {
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

/** Nouns with several senses: first those that mean different things here, then those that could mean the most. */
async function senseLines(lens: Lens, sentences: readonly Sentence[]): Promise<string[]> {
  const tokens = sentences.map(words);
  const found = (await lens.senses.readAll(tokens)).flatMap((readings, i) =>
    readings
      .filter(({ pos, senses }) => pos === 'n' && senses.length > 1)
      .map((reading) => ({ ...reading, context: context(tokens[i]!, reading) })),
  );
  const meanings = new Map<string, Set<string>>();
  for (const { lemma, senses } of found) {
    meanings.set(lemma, (meanings.get(lemma) ?? new Set()).add(senses[0]!.senseKey));
  }
  const weight = ({ lemma, senses }: SenseReading): number => (meanings.get(lemma)!.size - 1) * 1000 + senses.length;
  const chosen = found.sort((a, b) => weight(b) - weight(a) || a.lemma.localeCompare(b.lemma)).slice(0, MAX_WORDS);
  const lines = chosen.map(({ context, senses: [meant] }) => {
    return `  ${context}\n      ${percent(meant!.probability)} ${meant!.definition}`;
  });
  return [
    '',
    'Ambiguous nouns, and the sense that each sentence means',
    ...(lines.length > 0 ? lines : ['  none found']),
  ];
}

/** The words around, the word itself between brackets. */
function context(tokens: readonly string[], { start, end }: SenseReading): string {
  const before = tokens.slice(Math.max(0, start - CONTEXT_TOKENS), start);
  const after = tokens.slice(end, end + CONTEXT_TOKENS);
  return [...before, `[${tokens.slice(start, end).join(' ')}]`, ...after].join(' ');
}

async function pairLines(lens: Lens, text: string, all: readonly Sentence[]): Promise<string[]> {
  const long = all.filter(({ tokens }) => tokens.length >= MINIMUM_TOKENS);
  const sentences = long.slice(0, MAX_COMPARED);
  const vectors = await lens.sentences.encode(sentences.map(words));
  const pairs: { a: Sentence; b: Sentence; score: number }[] = [];
  for (const [i, a] of sentences.entries()) {
    for (let j = i + 1; j < sentences.length; j++) {
      pairs.push({ a, b: sentences[j]!, score: lens.sentences.similarity(vectors[i]!, vectors[j]!) });
    }
  }
  pairs.sort((x, y) => y.score - x.score);
  const show = ({ start, end }: Sentence): string => oneLine(text.slice(start, end));
  const lines = pairs
    .slice(0, MAX_PAIRS)
    .flatMap(({ a, b, score }) => [`  ${percent(score)} ${show(a)}`, `       ${show(b)}`]);
  const part = long.length > MAX_COMPARED ? ` (of the first ${MAX_COMPARED})` : '';
  return ['', `Most similar sentences${part}`, ...lines];
}

async function toneLines(lens: Lens, text: string, paragraphs: readonly (readonly Sentence[])[]): Promise<string[]> {
  const long = paragraphs.filter((sentences) => sentences.flatMap(({ tokens }) => tokens).length >= 2 * MINIMUM_TOKENS);
  const readings = await lens.sentiment.read(long.map((sentences) => sentences.map(words)));
  const lines = readings.map(({ label, score, neutral }, i) => {
    const opening = oneLine(text.slice(long[i]![0]!.start, long[i]!.at(-1)!.end)).slice(0, 60);
    return `  ${(neutral ? 'neutral' : label).padEnd(8)} ${percent(score)}  ${opening}…`;
  });
  return ['', 'Tone of each paragraph', ...lines];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`.padStart(5);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
