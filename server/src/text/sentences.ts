import { DIGIT, SPACE } from './pythonCharacters.ts';
import type { Range } from './types.ts';

/** Words that a full stop may follow inside a sentence. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st jr sr vs etc inc ltd co corp no gen col lt capt sgt rev hon gov sen rep jan feb mar apr jun ' +
    'jul aug sep sept oct nov dec fig figs eq al ed eds vol vols pp ch sec dept univ approx esq messrs mme mlle mt ft ' +
    'ave blvd rd cf viz ca op cit art e.g i.e u.s u.k a.m p.m ph.d b.c a.d u.n d.c bros cmdr cpl pvt maj brig adm ' +
    'supt treas pres mgr assn intl natl est min max resp incl excl trans var sp spp p n b.a m.a m.d j.d r.i.p ph'
  ).split(' '),
);
/** Abbreviations that may end a sentence, which a sentence starter after them tells. */
const SENTENCE_FINAL = new Set('etc inc ltd co corp jr sr u.s u.k a.m p.m ph.d b.c a.d u.n d.c al st'.split(' '));
const STARTERS = new Set(
  (
    'The In It He She They We This That These Those But And A An I If When After However For As On At By There His ' +
    'Her Its Their You My Our'
  ).split(' '),
);

const STOPS = /[.!?]+/gu;
/** What must follow the stops for a sentence to end: closing marks, a space, and the start of the next sentence. */
const BOUNDARY = new RegExp(`(?<closing>["')\\]]*)${SPACE}+(?=["'([]*[A-Z0-9])`, 'uy');
const LAST_WORD = /[A-Za-z][A-Za-z.']*$/u;
/** How far back a word before a full stop is read, and how far ahead the word after it. */
const LAST_WORD_REACH = 14;
const NEXT_WORD_REACH = 12;
/** A number of a list, `1.`; with its spaces at most three characters. */
const LIST_NUMBER = new RegExp(`^(?=.{1,3}$)${DIGIT}+${SPACE}?$`, 'u');

/**
 * The sentences of a normalised paragraph, as ranges without the space between them. Port of `sents` in the training
 * tokeniser.
 */
export function sentenceRanges(paragraph: string): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  for (const { index, 0: stops } of paragraph.matchAll(STOPS)) {
    BOUNDARY.lastIndex = index + stops.length;
    const boundary = BOUNDARY.exec(paragraph);
    if (!boundary) continue;
    const next = BOUNDARY.lastIndex;
    if (stops === '.' && continuesAfterStop(paragraph, start, index, next)) continue;
    ranges.push({ start, end: boundary.index + boundary.groups!['closing']!.length });
    start = next;
  }
  if (start < paragraph.length) ranges.push({ start, end: paragraph.length });
  return ranges;
}

/** Whether the full stop at `stop` belongs to an abbreviation, an initial or the number of a list item. */
function continuesAfterStop(paragraph: string, sentenceStart: number, stop: number, next: number): boolean {
  const word = LAST_WORD.exec(paragraph.slice(Math.max(sentenceStart, stop - LAST_WORD_REACH), stop))?.[0];
  if (word === undefined) {
    return stop - sentenceStart <= 6 && LIST_NUMBER.test(paragraph.slice(sentenceStart, stop));
  }
  const abbreviation = word.toLowerCase().replace(/^'+|'+$/gu, '');
  const isInitial = word.length === 1 && word !== 'I';
  if (isInitial || ABBREVIATIONS.has(abbreviation)) {
    return !(SENTENCE_FINAL.has(abbreviation) && startsSentence(paragraph, next));
  }
  const isAcronym = word.includes('.') && word.length <= 7 && !/[a-z]/u.test(word);
  return isAcronym && !startsSentence(paragraph, next);
}

function startsSentence(paragraph: string, start: number): boolean {
  const [word] = paragraph
    .slice(start, start + NEXT_WORD_REACH)
    .replace(/^["'([]+/u, '')
    .split(' ', 1);
  return STARTERS.has(word!);
}
