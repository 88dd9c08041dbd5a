import { type MappedText, MappedTextBuilder } from './mappedText.ts';

/** To the next space or tag: `https://x.y/z`, `www.x.y`. */
const WEB = String.raw`(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)(?![\p{P}\p{S}])[^\s<]+`;
const MAIL = String.raw`(?<![\w.+-])(?:(?:mailto|xmpp):)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?<![\d_-])(?![\w-]|\.\w)`;
const ADDRESS = new RegExp(`${WEB}|${MAIL}`, 'giu');
/** Belongs to the sentence and not to the address before it. */
const PUNCTUATION = new Set('!"\')*,.:;?]_~');

/**
 * The prose without its bare addresses, each a space: the links that GitHub makes without being asked ("autolinks
 * (extension)" in the specification of GitHub Flavored Markdown).
 *
 * micromark's extension for them starts anew at every letter, so that its time grows with the square of a paragraph.
 * Here every character is looked at a few times at most, whatever the text.
 */
export function withoutAddresses(prose: MappedText): MappedText {
  const result = new MappedTextBuilder();
  let done = 0;
  for (const { index, 0: match } of prose.text.matchAll(ADDRESS)) {
    const end = index + addressLength(match);
    result.append(prose, done, index).insert(' ', prose.sourceRange(index, end));
    done = end;
  }
  return done === 0 ? prose : result.append(prose, done, prose.text.length).build();
}

/** How much of what stands between two spaces is the address: not what ends the sentence, nor a bracket opened before it. */
function addressLength(match: string): number {
  let unopened = count(match, ')') - count(match, '(');
  let length = match.length;
  while (PUNCTUATION.has(match[length - 1]!)) {
    if (match[length - 1] === ')' && unopened-- <= 0) break;
    length--;
  }
  return length;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
