import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankedSense } from '../../../server/src/heads/senses.ts';
import { SubjectReader, showsCode } from '../../../server/src/heads/subject.ts';
import { builtWordNet } from '../wordnet/builtWordNet.ts';

const wordNet = await builtWordNet();
const reader = new SubjectReader(wordNet);

const TECHNICAL = [
  'Install the software and run the server in a terminal .',
  'The client sends a request to the host , and the compiler reads the source code .',
  'Type your password on the keyboard , open the browser and download the file .',
].map((sentence) => sentence.split(' '));
const STORY = [
  'The old man sat at the window and watched the boats come home .',
  'His daughter had promised to write , but its pages had been lost on the way .',
  'In the evening the wind turned , and nobody spoke of the storm again .',
].map((sentence) => sentence.split(' '));

describe('How much a text is about computing', () => {
  it('is much where its words are terms of computing', async () => {
    expect(await reader.computing(TECHNICAL, false)).toBe(1);
  });

  it('is nothing for a story, whatever little words look like abbreviations', async () => {
    expect(await reader.computing(STORY, false)).toBe(0);
  });

  it('is not told by a single word', async () => {
    expect(await reader.computing([...STORY, ['He', 'bought', 'a', 'computer', '.']], false)).toBeLessThan(0.5);
  });

  it('is more where the text shows code', async () => {
    const mixed = [...STORY, ['He', 'bought', 'a', 'computer', '.']];
    expect(await reader.computing(mixed, true)).toBeGreaterThan(await reader.computing(mixed, false));
  });

  it('is between 0 and 1 for any words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.string())), fc.boolean(), async (sentences, code) => {
        const computing = await reader.computing(sentences, code);
        expect(computing).toBeGreaterThanOrEqual(0);
        expect(computing).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('Code', () => {
  it.each([
    'Run `npm start`.',
    '```sh\nls\n```',
    '~~~\nls\n~~~',
    '\\begin{lstlisting}\nls\n\\end{lstlisting}',
    '\\texttt{ls}',
  ])('is seen in %j', (text) => expect(showsCode(text)).toBe(true));

  it.each(['', 'It cost 5` more.', "``It's late'', she said.", 'A line.\nAnother line.'])('is not seen in %j', (text) =>
    expect(showsCode(text)).toBe(false),
  );
});

describe('The senses of a word', () => {
  const ranked = (...keys: string[]): RankedSense[] =>
    keys.map((senseKey, i) => ({
      senseKey,
      probability: i === 0 ? 0.9 : 0.1 / (keys.length - 1),
      definition: '',
      examples: [],
      words: [],
      synset: wordNet.senseOfKey(senseKey)!.synset,
    }));
  const terminal = ranked('terminal%1:06:00::', 'terminal%1:06:02::');

  it('change their order in a text about computing', () => {
    const senses = reader.weigh(terminal, 1);
    expect(senses[0]!.senseKey).toBe('terminal%1:06:02::');
    expect(senses.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  });

  it('stay as they are in another text, and where none of them is of computing', () => {
    expect(reader.weigh(terminal, 0)).toEqual(terminal);
    const bank = ranked('bank%1:17:01::', 'bank%1:14:00::');
    expect(reader.weigh(bank, 1)).toEqual(bank);
  });
});
