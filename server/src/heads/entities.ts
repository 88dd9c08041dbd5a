import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import type { EntityLabel } from '../protocol.ts';
import { mapInSlices } from '../slices.ts';
import { type Crf, CrfDecoder } from './crf.ts';

/** An entity as a run of tokens, `end` exclusive. */
export interface EntitySpan {
  readonly start: number;
  readonly end: number;
  readonly label: EntityLabel;
  /** The least marginal probability of its tokens' labels. */
  readonly confidence: number;
}

/** Finds people, places, organisations and other names: a biLSTM-CRF over the biLM's layers. */
export class EntityTagger {
  readonly #engine: Engine;
  readonly #decoder: CrfDecoder;
  /** By the emissions they were decoded from: a sentence that the engine remembers is not decoded again. */
  readonly #decoded = new WeakMap<Float32Array, readonly EntitySpan[]>();

  constructor(engine: Engine, crf: Crf) {
    this.#engine = engine;
    this.#decoder = new CrfDecoder(crf);
  }

  /** Entities of each sentence (model tokens), in order. */
  async tag(
    sentences: readonly (readonly string[])[],
    options: Omit<AnalyseOptions, 'outputs'> = {},
  ): Promise<(readonly EntitySpan[])[]> {
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['entities'] });
    return mapInSlices(outputs, ({ entities }) => this.decode(entities ?? new Float32Array()), options.token);
  }

  /** The entities of a sentence by the engine's output for it, `[tokens, labels]` row-major. */
  decode(emissions: Float32Array): readonly EntitySpan[] {
    let spans = this.#decoded.get(emissions);
    if (!spans) {
      spans = this.#spans(emissions);
      this.#decoded.set(emissions, spans);
    }
    return spans;
  }

  #spans(emissions: Float32Array): EntitySpan[] {
    const labels = this.#decoder.labels;
    const path = this.#decoder.decode(emissions);
    const spans: EntitySpan[] = [];
    if (path.every((label) => labels[label] === 'O')) return spans;
    const marginals = this.#decoder.marginals(emissions);
    for (let start = 0; start < path.length; start++) {
      const label = labels[path[start]!]!;
      if (!label.startsWith('B-')) continue;
      let end = start + 1;
      while (end < path.length && labels[path[end]!]!.startsWith('I-')) end++;
      let confidence = 1;
      for (let t = start; t < end; t++) confidence = Math.min(confidence, marginals[t * labels.length + path[t]!]!);
      spans.push({ start, end, label: label.slice(2) as EntityLabel, confidence });
    }
    return spans;
  }
}

/** BIO2 labels of `length` tokens. */
export function toBio(spans: readonly EntitySpan[], length: number): string[] {
  const labels = new Array<string>(length).fill('O');
  for (const { start, end, label } of spans) {
    for (let i = start; i < end; i++) labels[i] = `${i === start ? 'B' : 'I'}-${label}`;
  }
  return labels;
}
