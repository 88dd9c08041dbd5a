import { plainTextBlocks } from './plainText.ts';
import type { ProseBlock } from './proseBlock.ts';

const MARKUP = new RegExp(
  [
    String.raw`(?<!\\)%.*`, // comment
    String.raw`\\(?:begin|end|cite\w*|ref|eqref|label|url|input|include\w*)\*?(?:\[[^\]\n]{0,200}\])?\{[^{}\n]{0,200}\}`,
    String.raw`\$[^$\n]{0,200}\$`, // inline maths
    String.raw`\\[a-zA-Z]+\*?(?:\[[^\]\n]{0,200}\])?`, // any other macro
    String.raw`\\.`,
    '[{}~]',
  ].join('|'),
  'gu',
);

/**
 * The prose of LaTeX that can't be parsed, as a plain text in which spaces stand in the place of what looks like markup.
 * Coarse, but linear in the text and never wrong about where a word stands.
 */
export function scannedLatexBlocks(text: string): ProseBlock[] {
  return plainTextBlocks(text.replace(MARKUP, (markup) => ' '.repeat(markup.length)));
}
