import { access, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { words } from '../documents/prose.ts';
import { type LabelledText, trainClassifier } from '../heads/classifierTraining.ts';
import { writeClassifier } from '../heads/textClassifier.ts';
import { textFeatures } from '../heads/textFeatures.ts';
import { parseSentences } from '../text/prose.ts';
import { eachBatch, LineError } from './lines.ts';
import { readText } from './readText.ts';
import type { Session } from './session.ts';

const schema = z.object({ text: z.string(), label: z.string().min(1, 'must not be empty') });

interface Line extends z.infer<typeof schema> {
  readonly number: number;
}

/** Texts read together. */
const BATCH_TEXTS = 64;

/**
 * `train-classifier`: learns to tell the labels of `{"text","label"}` lines apart, writes the classifier to `output` and
 * returns what to tell the user. Throws `LineError` for a line that is wrong.
 */
export async function trainClassifierFile(
  { engine, lens }: Session,
  { input, output }: { readonly input: string; readonly output: string },
): Promise<string> {
  const folder = dirname(resolve(output));
  await access(folder).catch(() => {
    throw new Error(`There is no folder ${folder}: make it, or write to another one.`);
  });
  const lines = await readLines(await readText(input));
  const labels = checkedLabels(lines);
  const texts: LabelledText[] = [];
  for (let at = 0; at < lines.length; at += BATCH_TEXTS) {
    const batch = lines.slice(at, at + BATCH_TEXTS);
    const features = await textFeatures(engine, batch.map(sentencesOf), { priority: 'background' });
    for (const [i, { text, label }] of batch.entries()) {
      texts.push({ text, features: features[i]!, label: labels.indexOf(label) });
    }
    showProgress('reading', texts.length / lines.length);
  }
  const { weights, validation } = trainClassifier(texts, labels.length, (done) => showProgress('training', done));
  const unfinished = `${output}.unfinished`;
  await writeFile(unfinished, writeClassifier({ bilm: lens.bilm, labels, weights }));
  await rename(unfinished, output);
  const { accuracy, macroF1 } = validation;
  const size = `${lines.length} texts, ${labels.length} labels`;
  return `Cross-validated accuracy ${percent(accuracy)}, macro F1 ${percent(macroF1)} (${size}). Written to ${output}`;
}

/** The lines of a file's text; of those that say the same, the first. */
async function readLines(content: string): Promise<Line[]> {
  const lines = new Map<string, Line>();
  await eachBatch(Readable.from([content]), schema, async (batch) => {
    for (const { number, value } of batch) {
      const key = JSON.stringify([value.label, value.text]);
      if (!lines.has(key)) lines.set(key, { number, ...value });
    }
  });
  return [...lines.values()];
}

/** The labels in alphabetical order, where each has two texts or more, and there are two labels or more. */
function checkedLabels(lines: readonly Line[]): string[] {
  const first = new Map<string, Line>();
  const repeated = new Set<string>();
  for (const line of lines) {
    if (first.has(line.label)) repeated.add(line.label);
    else first.set(line.label, line);
  }
  const labels = [...first.keys()].sort();
  if (labels.length === 0) throw new Error('The file has no lines: give {"text","label"} lines, a few dozen a label.');
  if (labels.length === 1) {
    throw new Error(
      `All lines, 1 to ${lines.at(-1)!.number}, have the label "${labels[0]}": give texts of two labels or more.`,
    );
  }
  const single = [...first.values()].find(({ label }) => !repeated.has(label));
  if (single) {
    throw new LineError(
      single.number,
      `no other text has the label "${single.label}". Give at least two, better dozens.`,
    );
  }
  return labels;
}

function sentencesOf({ text, number }: Line): string[][] {
  const sentences = parseSentences(text).map(words);
  if (sentences.length === 0) throw new LineError(number, 'there is no sentence in the text.');
  return sentences;
}

/** A line on a terminal's standard error that is written over, and wiped out at the end. */
function showProgress(doing: string, done: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done < 1 ? `\r${doing} ${Math.floor(100 * done)} % ` : '\r\x1b[K');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
