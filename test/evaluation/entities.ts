import { toBio } from '../../server/src/heads/entities.ts';
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import { type TaggedSentence, taggedSentences } from './data.ts';
import { chunks, entityF1 } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

interface EntitySet {
  readonly name: string;
  readonly file: string;
  /** The set's types -> CoNLL's; others, and types of ours that are not here, count on neither side. */
  readonly types: Readonly<Record<string, string>>;
  readonly reference: string;
}

const CONLL_TYPES = { PER: 'PER', ORG: 'ORG', LOC: 'LOC', MISC: 'MISC' };
const THREE_TYPES = { PER: 'PER', ORG: 'ORG', LOC: 'LOC' };

const SETS: readonly EntitySet[] = [
  {
    name: 'CoNLL-2003 testa',
    file: 'ner/conll2003/eng.testa',
    types: CONLL_TYPES,
    reference: 'on testb: biLSTM-CRF 90.2, with ELMo 92.2',
  },
  { name: 'wikigold', file: 'ner/wikigold/wikigold.conll.txt', types: CONLL_TYPES, reference: '' },
  { name: 'Broad Twitter dev (no MISC)', file: 'ner/btc/btc.dev', types: THREE_TYPES, reference: '' },
  {
    name: 'WNUT-17 dev (no MISC)',
    file: 'ner/wnut17/emerging.dev.conll',
    types: { person: 'PER', location: 'LOC', corporation: 'ORG', group: 'ORG' },
    reference: '',
  },
];

export const entities: Task = {
  name: 'entities',
  async run({ lens, data }: Surroundings): Promise<Figure[]> {
    const seen = seenNames(taggedSentences(data.read('ner/conll2003/eng.train')));
    const figures: Figure[] = [];
    for (const { name, file, types, reference } of SETS) {
      const sentences = taggedSentences(data.read(file));
      const kept = new Set(Object.values(types));
      const score = (predicted: readonly (readonly string[])[]): number => {
        const gold = sentences.map(({ labels }) => labels.map((label) => mapped(label, types)));
        const ours = predicted.map((labels) => labels.map((label) => (kept.has(label.slice(2)) ? label : 'O')));
        return 100 * entityF1(gold, ours).f1;
      };
      const spans = await lens.entities.tag(sentences.map(({ tokens }) => tokens.map(normaliseToken)));
      figures.push({
        set: name,
        measure: 'entity F1',
        ours: score(spans.map((found, i) => toBio(found, sentences[i]!.tokens.length))),
        baseline: { name: 'names seen in CoNLL', value: score(sentences.map(({ tokens }) => labelSeen(tokens, seen))) },
        reference,
      });
    }
    return figures;
  },
};

function mapped(label: string, types: EntitySet['types']): string {
  const type = types[label.slice(2)];
  return type === undefined ? 'O' : label.slice(0, 2) + type;
}

/** The names of a training set and the type that each has most often. */
function seenNames(sentences: readonly TaggedSentence[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { tokens, labels } of sentences) {
    for (const { start, end, type } of chunks(labels)) {
      const name = tokens.slice(start, end).join(' ');
      const types = counts.get(name) ?? new Map<string, number>();
      counts.set(name, types.set(type, (types.get(type) ?? 0) + 1));
    }
  }
  const commonest = (types: Map<string, number>) => [...types].sort(([, a], [, b]) => b - a)[0]![0];
  return new Map([...counts].map(([name, types]) => [name, commonest(types)]));
}

/** The shared task's baseline: the longest names that were seen in training, from left to right. */
function labelSeen(tokens: readonly string[], seen: ReadonlyMap<string, string>): string[] {
  const labels = new Array<string>(tokens.length).fill('O');
  for (let start = 0; start < tokens.length; ) {
    let end = Math.min(tokens.length, start + 8);
    while (end > start && !seen.has(tokens.slice(start, end).join(' '))) end--;
    const type = seen.get(tokens.slice(start, end).join(' '));
    for (let i = start; i < end; i++) labels[i] = `${i === start ? 'B' : 'I'}-${type}`;
    start = Math.max(end, start + 1);
  }
  return labels;
}
