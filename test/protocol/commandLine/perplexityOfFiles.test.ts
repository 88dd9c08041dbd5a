import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elmoLens, inFolder } from './elmoLens.ts';

const TEXT = `# A heading

The old bank by the river was flooded last night. Ideas green furiously sleep colourless.

\`\`\`
code()
\`\`\`
`;

test('perplexity tells how surprised the biLM is by the prose of a file', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'text.md');
    await writeFile(path, TEXT);
    const { code, output, errors } = await elmoLens(['perplexity', path]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/text\.md: perplexity \d+\.\d forward, \d+\.\d backward\n/);
    expect(output).toMatch(/\n\d+ tokens in 3 sentences, \d+\.\d % unknown to the vocabulary of 64000 words\n$/);
  });
});

test('perplexity --sentences tells the natural sentence from the odd one', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'text.md');
    await writeFile(path, TEXT);
    const { output } = await elmoLens(['perplexity', path, '--sentences']);
    const forward = (sentence: string) =>
      Number(
        output
          .split('\n')
          .find((line) => line.endsWith(sentence))!
          .trim()
          .split(/\s+/)[0],
      );
    expect(forward('Ideas green furiously sleep colourless.')).toBeGreaterThan(3 * forward('was flooded last night.'));
    expect(output).toMatch(/^ +\d+\.\d +\d+\.\d {2}all$/m);
  });
});

test('perplexity says that there is no prose, or no such file', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'empty.txt');
    await writeFile(path, '');
    expect((await elmoLens(['perplexity', path])).output).toContain('no English prose was found in it.');
    const missing = await elmoLens(['perplexity', join(folder, 'missing.txt')]);
    expect(missing).toMatchObject({ code: 1, output: '' });
    expect(missing.errors).toContain('missing.txt');
  });
});
