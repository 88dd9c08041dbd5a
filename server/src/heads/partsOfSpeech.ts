import type { WordNetPos } from '../wordnet/wordnet.ts';

/** A Penn Treebank tag and its probability. */
export interface TagProbability {
  readonly tag: string;
  readonly probability: number;
}

/** Less likely tags are left out; of fewer than 50 tags, one is always likelier. */
const LEAST_PROBABILITY = 0.02;

/** The tags of one token, most probable first; `logProbabilities` is the tagger's output `[n, tags]` of its sentence. */
export function rankTags(tags: readonly string[], logProbabilities: Float32Array, index: number): TagProbability[] {
  const ranked: TagProbability[] = [];
  for (const [i, tag] of tags.entries()) {
    const probability = Math.exp(logProbabilities[index * tags.length + i]!);
    if (probability >= LEAST_PROBABILITY) ranked.push({ tag, probability });
  }
  return ranked.sort((a, b) => b.probability - a.probability);
}

/** The WordNet part of speech of a Penn Treebank tag, or undefined for tags that WordNet has nothing for. */
export function wordNetPos(tag: string): WordNetPos | undefined {
  if (tag.startsWith('NN')) return 'n';
  if (tag.startsWith('VB')) return 'v';
  if (tag.startsWith('JJ')) return 'a';
  if (tag.startsWith('RB')) return 'r';
  return undefined;
}
