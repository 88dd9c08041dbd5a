import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { elmoLens, filter, inFolder } from './elmoLens.ts';

const LABELLED = [
  ['weather', 'Heavy rain is expected over the hills tonight.'],
  ['weather', 'The storm brought snow and strong winds to the coast.'],
  ['weather', 'It will be sunny and warm until Friday.'],
  ['weather', 'Thick fog covered the valley in the morning.'],
  ['cooking', 'Fry the onions in butter until they are soft.'],
  ['cooking', 'Add salt, pepper and a cup of flour to the bowl.'],
  ['cooking', 'Bake the bread in a hot oven for an hour.'],
  ['cooking', 'Serve the soup with cheese and fresh herbs.'],
].map(([label, text]) => JSON.stringify({ text, label }));

test('a classifier learns labels from a file, and gives them to other texts', async () => {
  await inFolder(async (folder) => {
    const [labels, model, again] = ['labels.jsonl', 'model.json', 'again.json'].map((name) => join(folder, name));
    await writeFile(labels!, LABELLED.join('\n'));
    const trained = await elmoLens(['train-classifier', labels!, '--output', model!]);
    expect(trained).toMatchObject({ code: 0, errors: '' });
    expect(trained.output).toMatch(/^Cross-validated accuracy \d+\.\d %, macro F1 \d+\.\d % \(8 texts, 2 labels\)/);
    await elmoLens(['train-classifier', labels!, '--output', again!]);
    expect(await readFile(again!, 'utf8')).toBe(await readFile(model!, 'utf8'));
    const lines = ['Clouds and showers moved in from the sea.', 'Stir the sauce and boil the rice.'];
    const answers = await filter(['classify', '--model', model!], ...lines.map((text, id) => ({ id, text })));
    expect(answers).toMatchObject([
      { id: 0, label: 'weather', score: expect.any(Number) },
      { id: 1, label: 'cooking', score: expect.any(Number) },
    ]);
    const { scores } = answers[0] as { scores: Record<string, number> };
    expect(scores['weather']! + scores['cooking']!).toBeCloseTo(1, 9);
  });
});

test.each([
  ['not JSON', [LABELLED[0]!, 'nonsense'], 'line 2: not JSON'],
  ['a line without a label', [LABELLED[0]!, '{"text":"Some text."}'], 'line 2: label:'],
  ['a text without words', [...LABELLED, '{"text":" ","label":"cooking"}'], 'line 9: there is no sentence'],
  ['one label only', LABELLED.slice(0, 3), 'All lines, 1 to 3, have the label "weather"'],
  ['a label with one text', LABELLED.slice(0, 5), 'line 5: no other text has the label "cooking"'],
  ['no line at all', [], 'The file has no lines'],
])('train-classifier refuses %s', async (_, lines, message) => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'labels.jsonl'), lines.join('\n'));
    const { code, errors } = await elmoLens([
      'train-classifier',
      join(folder, 'labels.jsonl'),
      '--output',
      join(folder, 'x'),
    ]);
    expect(errors).toContain(message);
    expect(code).toBe(1);
  });
});

test.each([
  ['train-classifier', ['train-classifier', 'missing.jsonl', '--output', 'x.json']],
  ['classify', ['classify', '--model', 'missing.jsonl']],
])('%s says so where the file is missing', async (_, args) => {
  const { code, errors } = await elmoLens(args);
  expect(errors).toContain('There is no file missing.jsonl');
  expect(code).toBe(1);
});

test('train-classifier refuses to write where there is no folder, before it reads anything', async () => {
  const { code, errors } = await elmoLens(['train-classifier', 'missing.jsonl', '--output', 'missing/x.json']);
  expect(errors).toContain('There is no folder');
  expect(code).toBe(1);
});

test('classify refuses a file that is no classifier', async () => {
  const { code, errors } = await elmoLens(['classify', '--model', resolve('package.json')], '{"id":1,"text":"Fine."}');
  expect(errors).toContain('package.json is not a classifier');
  expect(code).toBe(1);
});
