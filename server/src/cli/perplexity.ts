import { words } from '../documents/prose.ts';
import type { SentenceLikelihood, VocabularySoftmax } from '../elmo/vocabularySoftmax.ts';
import type { Engine } from '../engine/engine.ts';
import { parseProse } from '../text/prose.ts';
import { languageOfFile } from './proseFiles.ts';
import { readText } from './readText.ts';

/** Sentences whose vectors are held at a time. */
const BATCH = 64;

/** Sums over sentences: predicted words and marks, and -log p of them in each direction. */
interface Loss {
  readonly predicted: number;
  readonly forward: number;
  readonly backward: number;
}

const NOTHING: Loss = { predicted: 0, forward: 0, backward: 0 };

/**
 * How surprised the biLM is by a file's prose: perplexity is the exponential of the mean of -log p over every token and
 * the mark at the sentence's end, each direction by itself. Yields lines for a terminal: one a sentence where
 * `bySentence`, then the whole. Throws a sentence where the file can't be read.
 */
export async function* perplexityLines(
  engine: Engine,
  softmax: VocabularySoftmax,
  path: string,
  bySentence: boolean,
): AsyncGenerator<string> {
  const text = await readText(path);
  const sentences = parseProse(text, languageOfFile(path)).flatMap((paragraph) => paragraph.sentences);
  if (sentences.length === 0) return yield `${path}: no English prose was found in it.`;
  if (bySentence) yield ' forward backward  sentence';
  let total = NOTHING;
  let unknown = 0;
  for (let start = 0; start < sentences.length; start += BATCH) {
    const batch = sentences.slice(start, start + BATCH);
    const outputs = await engine.analyse(batch.map(words), { outputs: ['states'], priority: 'background' });
    for (const [index, sentence] of batch.entries()) {
      const tokens = words(sentence);
      const loss = lossOf(softmax.likelihood(tokens, outputs[index]!.states!));
      total = sum(total, loss);
      unknown += tokens.filter((token) => !softmax.has(token)).length;
      if (bySentence) yield `${columns(loss)}  ${text.slice(sentence.start, sentence.end).replace(/\s+/g, ' ').trim()}`;
    }
  }
  const tokens = total.predicted - sentences.length;
  const share = ((100 * unknown) / tokens).toFixed(1);
  if (bySentence) yield `${columns(total)}  all`;
  else yield `${path}: perplexity ${perplexity(total, 'forward')} forward, ${perplexity(total, 'backward')} backward`;
  yield `${tokens} tokens in ${sentences.length} sentences, ${share} % unknown to the vocabulary of ${softmax.words.length} words`;
}

function lossOf({ forward, backward }: SentenceLikelihood): Loss {
  const total = (values: Float64Array) => -values.reduce((sum, value) => sum + value, 0);
  return { predicted: forward.length, forward: total(forward), backward: total(backward) };
}

function sum(a: Loss, b: Loss): Loss {
  return { predicted: a.predicted + b.predicted, forward: a.forward + b.forward, backward: a.backward + b.backward };
}

function perplexity(loss: Loss, direction: 'forward' | 'backward'): string {
  return Math.exp(loss[direction] / loss.predicted).toFixed(1);
}

function columns(loss: Loss): string {
  return `${perplexity(loss, 'forward').padStart(8)} ${perplexity(loss, 'backward').padStart(8)}`;
}
