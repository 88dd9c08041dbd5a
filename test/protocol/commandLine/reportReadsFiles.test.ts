import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { elmoLens, inFolder } from './elmoLens.ts';

test('report reads a file, and says so where there is nothing to read', async () => {
  const sample = await elmoLens(['report', resolve('client/media/sample.md')]);
  expect(sample.output).toMatch(/Places: .*Rotterdam/);
  expect(sample.output).toContain('sloping land');
  expect(sample.output).not.toContain('newspaper would file'); // a story is no news
  for (const pos of ['noun', 'verb', 'adjective']) expect(sample.output).toContain(`(${pos})`);
  expect(sample.output).toMatch(/and \d+ more ambiguous words/);
  expect(sample.output).toMatch(/^ {2}neutral {2,}Mary Collins/m);
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'news.txt'), 'Shares fell after the bank reported a lower profit for the quarter.');
    const news = await elmoLens(['report', join(folder, 'news.txt')]);
    expect(news.output).toMatch(/newspaper would file the text\n {2}Business \d+ %/);
    await writeFile(join(folder, 'empty.txt'), '');
    expect((await elmoLens(['report', join(folder, 'empty.txt')])).output).toContain('No English prose');
    const missing = await elmoLens(['report', join(folder, 'missing.txt')]);
    expect(missing.errors).toBe(`elmo-lens: There is no file ${join(folder, 'missing.txt')}: check its name.\n`);
    expect(missing.code).toBe(1);
    const whole = await elmoLens(['report', folder]);
    expect(whole.errors).toBe(`elmo-lens: ${folder} is a folder: name the files in it that are to be read.\n`);
    await writeFile(join(folder, 'short.txt'), 'The cat slept. The economy of France grew quickly.');
    const short = await elmoLens(['report', join(folder, 'short.txt')]);
    expect(short.output).toContain('Tone of each paragraph');
    expect(short.output).not.toContain('Most similar sentences');
  });
});
