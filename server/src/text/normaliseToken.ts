import { MappedText } from './mappedText.ts';
import { normalise } from './normalise.ts';

/** Spellings of the Penn Treebank and of the corpora made after it. */
const TREEBANK = new Map([
  ['-LRB-', '('],
  ['-RRB-', ')'],
  ['-LSB-', '['],
  ['-RSB-', ']'],
  ['-LCB-', '{'],
  ['-RCB-', '}'],
  ['\\/', '/'],
  ['\\*', '*'],
]);

/**
 * A token of another tool as the biLM reads it: brackets and quotes of the Penn Treebank, and whatever the spelling of
 * running text changes (curly quotes, dashes, ellipses; a hyphen between spaces is a dash). One token stays one token.
 */
export function normaliseToken(token: string): string {
  const spelt = TREEBANK.get(token.toUpperCase()) ?? token.replaceAll('\\/', '/');
  const { text } = normalise(MappedText.of(` ${spelt} `));
  if (text === '') return token;
  return text.startsWith('..') ? '...' : text;
}
