import { describe, expect, it } from 'vitest';
import { splitGloss } from '../../../server/src/wordnet/gloss.ts';

describe('A gloss', () => {
  it.each([
    ['a long ridge or pile; "a huge bank of earth"', 'a long ridge or pile', ['a huge bank of earth']],
    ['the seat of love', 'the seat of love', []],
    ['the size; "how tall?"; "so tall"  ', 'the size', ['how tall?', 'so tall']],
    ['an effect: "a gamut of emotions"', 'an effect', ['a gamut of emotions']],
    [
      'deep; "the depth of his sighs," "the depth of his emotion"',
      'deep',
      ['the depth of his sighs,', 'the depth of his emotion'],
    ],
    ['sleep; "to sleep, perchance to dream"- Shakespeare', 'sleep', ['to sleep, perchance to dream']],
    ['a report; "a notice of sale', 'a report', ['a notice of sale']],
    [
      'speech (e.g., "he said") that is changed; "indirect speech"',
      'speech (e.g., "he said") that is changed',
      ['indirect speech'],
    ],
    ['a workplace; as in the expression "on the job";', 'a workplace; as in the expression "on the job";', []],
  ])('is parted: %s', (gloss, definition, examples) => {
    expect(splitGloss(gloss)).toEqual({ definition, examples });
  });
});
