import { words } from '../../server/src/documents/prose.ts';
import { parseProse } from '../../server/src/text/prose.ts';
import type { WordNet } from '../../server/src/wordnet/wordnet.ts';

export interface BenchDocument {
  readonly text: string;
  readonly sentences: readonly string[][];
  readonly words: number;
  readonly distinct: number;
}

const WORDS = 2000;
/** Synsets between two that are used: a prime, so that all of WordNet is passed through. */
const STRIDE = 463;
const SENTENCES_IN_PARAGRAPH = 4;

/** A document of about 2,000 words that everyone can make again: WordNet's definitions as sentences. */
export function benchDocument(wordNet: WordNet): BenchDocument {
  const lines: string[] = [];
  let count = 0;
  for (let number = 0; count < WORDS; number += STRIDE) {
    const { words: members, definition } = wordNet.synset(number);
    const line = `The meaning of ${members[0]} is ${definition.replace(/[;:].*$/, '')}.`;
    lines.push(line);
    count += line.split(' ').length;
  }
  const paragraphs: string[] = [];
  for (let at = 0; at < lines.length; at += SENTENCES_IN_PARAGRAPH) {
    paragraphs.push(lines.slice(at, at + SENTENCES_IN_PARAGRAPH).join(' '));
  }
  const text = paragraphs.join('\n\n');
  const sentences = parseProse(text, 'plaintext').flatMap((paragraph) => paragraph.sentences.map(words));
  const all = sentences.flat();
  return { text, sentences, words: all.length, distinct: new Set(all).size };
}
