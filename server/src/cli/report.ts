import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { words } from '../documents/prose.ts';
import type { Lens } from '../lens.ts';
import type { EntityLabel } from '../protocol.ts';
import { parseProse } from '../text/prose.ts';
import type { Sentence } from '../text/types.ts';

const MAX_WORDS = 15;
const MAX_PAIRS = 5;
const MINIMUM_TOKENS = 4;

const HEADINGS: Record<EntityLabel, string> = {
  PER: 'People',
  ORG: 'Organisations',
  LOC: 'Places',
  MISC: 'Other names',
};

/** What ELMo Lens reads in a file, as text for a terminal. Throws where the file can't be read. */
export async function report(lens: Lens, path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  const paragraphs = parseProse(text, extname(path).toLowerCase() === '.md' ? 'markdown' : 'plaintext');
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

async function senseLines(lens: Lens, sentences: readonly Sentence[]): Promise<string[]> {
  const rows: { word: string; context: string; line: string; doubt: number }[] = [];
  for (const sentence of sentences) {
    const tokens = words(sentence);
    for (const [index, word] of tokens.entries()) {
      if (!/^\p{L}{3,}/u.test(word)) continue;
      const reading = await lens.senses.read(tokens, index);
      if (!reading || reading.start !== index || reading.pos !== 'n' || reading.senses.length < 2) continue;
      const [meant] = reading.senses;
      const context = tokens.slice(Math.max(0, index - 3), index + 4).join(' ');
      const line = `  ${reading.lemma} (… ${context} …)\n      ${percent(meant!.probability)} ${meant!.definition}`;
      rows.push({ word: reading.lemma, context, line, doubt: reading.senses.length });
    }
  }
  const repeated = rows.filter(({ word }) => rows.filter((row) => row.word === word).length > 1);
  const ranked = [...repeated, ...rows].sort((a, b) => b.doubt - a.doubt);
  const lines = [...new Set(ranked.map(({ line }) => line))].slice(0, MAX_WORDS);
  return ['', 'Ambiguous words and the sense each sentence means', ...lines];
}

async function pairLines(lens: Lens, text: string, all: readonly Sentence[]): Promise<string[]> {
  const sentences = all.filter(({ tokens }) => tokens.length >= MINIMUM_TOKENS);
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
  return ['', 'Most similar sentences', ...lines];
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
