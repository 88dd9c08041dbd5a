import { expect, test } from 'vitest';
import { changedTokens, tokensOf } from './show.ts';

const paragraphs: { behaviour: string; text: string; expected: string[][] }[] = [
  {
    behaviour: 'lines without a blank one between are one paragraph',
    text: 'A line\nthat wraps\r\nand ends',
    expected: [['A line that wraps and ends']],
  },
  {
    behaviour: 'a blank line, spaces in it or not, parts paragraphs',
    text: 'One here.\n\nTwo here.\r\n \t\r\nThree here.\r\rFour here.',
    expected: [['One here .'], ['Two here .'], ['Three here .'], ['Four here .']],
  },
  {
    behaviour: 'a rule parts paragraphs and is no prose',
    text: 'Title\n=====\nText\n* * *\nMore',
    expected: [['Title'], ['Text'], ['More']],
  },
  {
    behaviour: 'a bullet begins a paragraph and is left out',
    text: 'We need:\n- milk\n  and honey\n* bread',
    expected: [['We need :'], ['milk and honey'], ['bread']],
  },
  {
    behaviour: 'the number of a list item stays',
    text: '1. Wash it.\n2. Dry it.',
    expected: [['1 . Wash it .'], ['2 . Dry it .']],
  },
  {
    behaviour: 'a wrapped line that begins with a number goes on',
    text: 'It was in\n1984. Then it ended.',
    expected: [['It was in 1984 .', 'Then it ended .']],
  },
  {
    behaviour: 'an indented line after a sentence begins a paragraph',
    text: 'The first ends.\n    The second begins.',
    expected: [['The first ends .'], ['The second begins .']],
  },
  {
    behaviour: 'an indented line within a sentence goes on',
    text: 'The first\n    goes on.',
    expected: [['The first goes on .']],
  },
  { behaviour: 'markup is text', text: '# *Not* a heading', expected: [['# * Not * a heading']] },
  { behaviour: 'nothing but white space holds no paragraph', text: ' \n\t\r\n\u00a0\u200b\n', expected: [] },
  { behaviour: 'an empty text holds no paragraph', text: '', expected: [] },
];

test.each(paragraphs)('$behaviour', ({ text, expected }) => {
  expect(tokensOf(text, 'plaintext')).toEqual(expected);
});

const sources: { behaviour: string; text: string; expected: string[] }[] = [
  {
    behaviour: 'quotes and dashes stand for those of the source',
    text: '\u201cYes\u201d \u2014 it\u2019s so',
    expected: ['"=\u201c', '"=\u201d', '--=\u2014', "'s=\u2019s"],
  },
  { behaviour: 'an ellipsis stands for one character', text: 'Well\u2026 no', expected: ['...=\u2026'] },
  { behaviour: 'two quotes stand for one', text: "He said ''go''", expected: ["\"=''", "\"=''"] },
  {
    behaviour: 'an ellipsis that two tokens share belongs to the first',
    text: 'He cited A.B\u2026 again',
    expected: ['A.B.=A.B\u2026', '...='],
  },
  { behaviour: 'an added full stop stands for nothing', text: 'He left the U.S.', expected: ['.='] },
  {
    behaviour: 'an invisible character inside a word belongs to it',
    text: 'a soft\u00adhyphen',
    expected: ['softhyphen=soft\u00adhyphen'],
  },
  { behaviour: 'a ligature is two letters of a word', text: 'the \ufb01sh', expected: ['fish=\ufb01sh'] },
];

test.each(sources)('$behaviour', ({ text, expected }) => {
  expect(changedTokens(text, 'plaintext')).toEqual(expected);
});
