import { beforeAll, describe, expect, test } from 'vitest';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { VocabularySoftmax } from '../../../server/src/elmo/vocabularySoftmax.ts';
import { LikelierWords } from '../../../server/src/heads/likelierWords.ts';
import { parseSentences } from '../../../server/src/text/prose.ts';
import { DEFAULT_MODEL } from '../elmo/models.ts';

let bilm: BiLM;
let likelierWords: LikelierWords;
beforeAll(async () => {
  [bilm, likelierWords] = [
    await BiLM.load(DEFAULT_MODEL),
    new LikelierWords(await VocabularySoftmax.load(DEFAULT_MODEL)),
  ];
});

/** What is found in a sentence, as `word > likelier`. */
async function found(sentence: string): Promise<string[]> {
  const tokens = parseSentences(sentence)[0]!.tokens.map(({ text }) => text);
  const [states] = await bilm.states([tokens]);
  const words = likelierWords.find(tokens, states!);
  return words.map(({ start, end, text }) => `${tokens.slice(start, end).join('')} > ${text}`);
}

describe('a likelier word is found', () => {
  test.each([
    ['She came home form the office.', 'form > from'],
    ['The boys went back to there house.', 'there > their'],
    ['He is taller then me.', 'then > than'],
    ['The medicine had a good affect on him.', 'affect > effect'],
    ['I went too the shop.', 'too > to'],
    ['He gave me good advise.', 'advise > advice'],
    ['She new the answer.', 'new > knew'],
    ['The whether is nice today.', 'whether > weather'],
    ['They could of been there.', 'of > have'],
    ['I hope your going to be happy.', "your > you're"],
    ["The company lost it's way.", "it's > its"],
    ['Form the window he saw the garden.', 'Form > from'],
    ['He shook his bead and smiled.', 'bead > head'],
    ['They walked trough the park.', 'trough > through'],
  ])('%s', async (sentence, expected) => {
    expect(await found(sentence)).toEqual([expected]);
  });

  test('for each slip of a sentence, in the order of the text', async () => {
    expect(await found('She came home form the office, and she is taller then me.')).toEqual([
      'form > from',
      'then > than',
    ]);
  });
});

describe('nothing is said', () => {
  test.each([
    ['of what is right', 'She came home from the office, and the form of the house was there for all to see.'],
    ['of what is likely either way', 'He gave her a bow.'],
    ['of a name, which has a capital within its sentence', 'She came home Form the office.'],
    ['of a word in quotes by itself', 'He came home "form" the office.'],
    ['of a part of a path', 'He moved it to src/form/the office.'],
    ['of a word that the vocabulary lacks', 'She came home frrom the office.'],
    ['of a word in capitals', 'She came home FORM the office.'],
    ['where there is no word', '...'],
  ])('%s', async (_, sentence) => {
    expect(await found(sentence)).toEqual([]);
  });
});

test('a sentence of one word has two marks around it to be read by', async () => {
  expect(await found('Yes')).toEqual([]);
});
