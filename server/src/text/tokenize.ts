import { DECIMAL, LETTER, LETTER_OR_DIGIT, NOT_SPACE, UPPER_CASE, WORD } from './pythonCharacters.ts';
import type { Token } from './types.ts';

const CLITIC = `'(?:s|re|ve|ll|d|m|S|RE|VE|LL|D|M)(?!${WORD})`;
const TITLE =
  'Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|Inc|Ltd|Co|Corp|Gen|Col|Lt|Capt|Sgt|Rev|Hon|Gov|Sen|Rep|Jan|Feb|Aug|Sept|Oct|Nov|' +
  'Dec|Messrs|etc|Mt|Ft|Fig|Ph\\.D';

const ADDRESS = new RegExp(`https?://${NOT_SPACE}+|www\\.${NOT_SPACE}+`, 'uy');
const MAIL_NAME = /[\p{L}\p{N}_.+-]+/uy;
const MAIL_HOST = /@[\p{L}\p{N}_-]+\.[\p{L}\p{N}_.]+/uy;
const LETTERS_WITH_STOPS = /(?:[A-Za-z]\.)+/uy;
const WORD_FOLLOWS = new RegExp(WORD, 'uy');
const OTHER_TOKEN = new RegExp(
  [
    `(?:${TITLE})\\.(?!${WORD})`,
    `[nN]'[tT](?!${WORD})`,
    CLITIC,
    `[A-Za-z]+?(?=[nN]'[tT](?!${WORD}))`,
    `${DECIMAL}+(?:[.,:/]${DECIMAL}+)*[A-Za-z]*(?:-${LETTER_OR_DIGIT}+)*`,
    `${LETTER}${LETTER_OR_DIGIT}*(?:-${LETTER_OR_DIGIT}+|'(?!${CLITIC.slice(1)})${LETTER_OR_DIGIT}+|` +
      `\\.(?=[A-Za-z]\\.)|&[A-Z]${LETTER_OR_DIGIT}*)*`,
    '\\.{2,}|--',
    NOT_SPACE,
  ].join('|'),
  'uy',
);
const STARTS_UPPER_CASE = new RegExp(`^${UPPER_CASE}`, 'u');
const INITIAL = new RegExp(`^(?!I)${UPPER_CASE}$`, 'u');

/**
 * Splits a normalised sentence into the biLM's tokens, with their ranges in the sentence. Port of `tokenize` in the
 * training tokeniser: words as in the Penn Treebank (`do n't`, `it 's`), hyphenated words whole, abbreviations with
 * their full stop; a sentence that ends in one gets a full stop of its own, which stands for nothing (an empty range).
 */
export function tokenize(sentence: string): Token[] {
  const found = split(sentence);
  const tokens: Token[] = [];
  for (let i = 0; i < found.length; i++) {
    const token = found[i]!;
    const next = found[i + 1];
    if (INITIAL.test(token.text) && next?.text === '.' && STARTS_UPPER_CASE.test(found[i + 2]?.text ?? '')) {
      tokens.push({ text: `${token.text}.`, start: token.start, end: next.end });
      i++;
    } else {
      tokens.push(token.text.startsWith('..') ? { ...token, text: '...' } : token);
    }
  }
  const last = tokens.at(-1);
  if (last && last.text.length > 1 && last.text.endsWith('.') && last.text !== '...') {
    tokens.push({ text: '.', start: last.end, end: last.end });
  }
  return tokens;
}

function split(sentence: string): Token[] {
  const tokens: Token[] = [];
  const mailEnd = mailFinder(sentence);
  const acronymEnd = acronymFinder(sentence);
  for (let at = 0; at < sentence.length; ) {
    const end = matchEnd(ADDRESS, sentence, at) ?? mailEnd(at) ?? acronymEnd(at) ?? matchEnd(OTHER_TOKEN, sentence, at);
    if (end === undefined) {
      at++;
      continue;
    }
    tokens.push({ text: sentence.slice(at, end), start: at, end });
    at = end;
  }
  return tokens;
}

/** Where the match of a sticky pattern that begins at `at` ends. */
function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/**
 * The definition's `[\w.+-]+@[\w-]+\.[\w.]+`. Whether a mail address begins at a place depends only on what follows the
 * run of characters it stands in, so that each run is read once and not from each of its tokens.
 */
function mailFinder(sentence: string): (at: number) => number | undefined {
  if (!sentence.includes('@')) return () => undefined;
  let runEnd = 0;
  let end: number | undefined;
  return (at) => {
    if (at < runEnd) return end;
    const nameEnd = matchEnd(MAIL_NAME, sentence, at);
    if (nameEnd === undefined) return undefined;
    runEnd = nameEnd;
    end = matchEnd(MAIL_HOST, sentence, runEnd);
    return end;
  };
}

/**
 * The definition's `(?:[A-Za-z]\.){2,}(?!\w)`: two letters with full stops at least. A shorter match is always followed
 * by a letter, so that where the longest one fails, each that begins inside it fails too.
 */
function acronymFinder(sentence: string): (at: number) => number | undefined {
  let failedUntil = 0;
  return (at) => {
    if (at < failedUntil) return undefined;
    const end = matchEnd(LETTERS_WITH_STOPS, sentence, at);
    if (end === undefined) return undefined;
    if (end - at >= 4 && matchEnd(WORD_FOLLOWS, sentence, end) === undefined) return end;
    failedUntil = end;
    return undefined;
  };
}
