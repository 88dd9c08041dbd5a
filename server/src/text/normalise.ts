import type { MappedText } from './mappedText.ts';
import { SPACE } from './pythonCharacters.ts';

/** Characters that the training text spells otherwise; those mapped to nothing are invisible. */
const SPELLINGS = new Map(
  Object.entries({
    "'": '\u2018\u2019\u201b\u02bc\u2032`\u00b4',
    '"': '\u201c\u201d\u201e\u00ab\u00bb\u2033',
    '...': '\u2026',
    ' ': '\u00a0\u2009\u200a\u2002\u2003\u202f',
    '': '\u00ad\u200b\u2060\ufeff\u200e\u200f\u200c\u200d',
    '-': '\u2010\u2011\u2012',
    fi: '\ufb01',
    fl: '\ufb02',
  }).flatMap(([spelling, characters]) => [...characters].map((character) => [character, spelling] as const)),
);
const SPELT_OTHERWISE = new RegExp(`[${[...SPELLINGS.keys()].join('')}]`, 'gu');
const DOUBLED_APOSTROPHE = /''/gu;
/** The definition also takes the white space around long dashes, one character at a time; collapsing does it for us. */
const DASH = new RegExp(`[\u2014\u2015]|-{2,}|(?<=${SPACE})[\u2013-](?=${SPACE})`, 'gu');
const EN_DASH = /\u2013/gu;
const SPACES = new RegExp(`(?! (?!${SPACE}))${SPACE}+`, 'gu');
const OUTER_SPACE = /^ | $/gu;

/**
 * Spells a paragraph as the biLM's training text is spelt: straight quotes, ` -- ` for dashes, `...`, no ligatures or
 * invisible characters, single spaces and none at the ends. Port of `norm` in the training tokeniser.
 */
export function normalise(paragraph: MappedText): MappedText {
  return paragraph
    .replace(SPELT_OTHERWISE, (character) => SPELLINGS.get(character)!)
    .replace(DOUBLED_APOSTROPHE, '"')
    .replace(DASH, ' -- ')
    .replace(EN_DASH, '-')
    .replace(SPACES, ' ')
    .replace(OUTER_SPACE, '');
}
