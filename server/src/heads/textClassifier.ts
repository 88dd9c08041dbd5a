import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import { type Classification, type Classifier, classification, type Text } from './classification.ts';
import { probabilities } from './logisticRegression.ts';
import { HeadError } from './manifest.ts';
import { textFeatures } from './textFeatures.ts';

/** What tells texts apart: `weights` is row-major `[labels][features + 1]`, each row ending in its bias. */
export interface ClassifierModel {
  /** SHA-256 of the weights of the biLM that it was trained on. */
  readonly bilm: string;
  readonly labels: readonly string[];
  readonly weights: Float32Array;
}

/** Labels of one's own: multinomial logistic regression over features of the frozen biLM. */
export class TextClassifier implements Classifier {
  readonly #engine: Engine;
  readonly #model: ClassifierModel;

  constructor(engine: Engine, model: ClassifierModel) {
    this.#engine = engine;
    this.#model = model;
  }

  async classify(texts: readonly Text[], options: Omit<AnalyseOptions, 'outputs'> = {}): Promise<Classification[]> {
    const { labels, weights } = this.#model;
    const features = await textFeatures(this.#engine, texts, options);
    return features.map((row) => classification(labels, probabilities(weights, row, labels.length)));
  }
}

const schema = z.object({
  format: z.literal(1),
  bilm: z.string(),
  labels: z.array(z.string()).min(2),
  /** Of the bytes of the weights, which are little-endian float32 in base64. */
  sha256: z.string(),
  weights: z.base64(),
});

/** A classifier as the text of a file. */
export function writeClassifier({ bilm, labels, weights }: ClassifierModel): string {
  const bytes = Buffer.alloc(weights.length * 4);
  for (const [i, weight] of weights.entries()) bytes.writeFloatLE(weight, i * 4);
  const file = { format: 1, bilm, labels, sha256: sha256(bytes), weights: bytes.toString('base64') };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** The classifier in the text of a file called `name`. Throws `HeadError` where it is damaged, or of another biLM. */
export function readClassifier(text: string, name: string, bilm: string): ClassifierModel {
  const again = 'train it again: elmo-lens train-classifier LABELS.jsonl --output FILE';
  const file = parse(text);
  if (!file) throw new HeadError(`${name} is not a classifier of ELMo Lens, or is damaged: ${again}`);
  if (file.bilm !== bilm) throw new HeadError(`${name} was trained on another biLM: ${again}`);
  const bytes = Buffer.from(file.weights, 'base64');
  if (sha256(bytes) !== file.sha256) throw new HeadError(`${name} is damaged (its checksum is wrong): ${again}`);
  const weights = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
  return { bilm: file.bilm, labels: file.labels, weights };
}

function parse(text: string): z.infer<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
