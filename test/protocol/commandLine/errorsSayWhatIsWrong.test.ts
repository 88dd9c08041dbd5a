import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { CLI, elmoLens, RIVER } from './elmoLens.ts';

test.each([
  ['not JSON', 'entities', '{"id":1,"tokens":["A"]}\n\nnonsense', 'line 3: not JSON'],
  ['a field that is missing', 'similarity', '{"id":1,"a":"x"}', 'line 1: b:'],
  [
    'a target outside of the sentence',
    'senses',
    '{"id":1,"tokens":["A"],"targets":[{"id":1,"index":1,"lemma":"a","pos":"n"}]}',
    'line 1: target 1 lies outside',
  ],
  ['an offset outside of the text', 'hover', '{"id":1,"text":"A","offset":2}', 'line 1: offset 2 lies outside'],
  ['a language that is none', 'entities', '{"id":1,"text":"a","language":"klingon"}', 'line 1: language: '],
  ['neither tokens nor text', 'entities', '{"id":1}', 'line 1: give "tokens" or "text"'],
  ['no id', 'entities', '{"text":"a"}', 'line 1: id: must be a string or a number'],
  ['a text without words', 'classify', '{"id":1,"text":"Good."}\n{"id":2,"text":" "}', 'line 2: There is no sentence'],
])('%s is an error that names the line', async (_, name, input, message) => {
  const { code, errors } = await elmoLens([name], input);
  expect(errors).toContain(message);
  expect(code).toBe(1);
});

test.each([
  ['sentences', { text: 'One.' }, 'nonsense'],
  ['similarity', { a: 'One.', b: 'Two.' }, '{"id":2,"a":"","b":"x"}'],
  ['classify', { text: 'Good.' }, '{"id":2,"text":" "}'],
  ['hover', { text: 'One.', offset: 0 }, '{"id":2,"text":"A","offset":2}'],
  [
    'senses',
    { tokens: ['A'], targets: [] },
    '{"id":2,"tokens":["A"],"targets":[{"id":1,"index":1,"lemma":"a","pos":"n"}]}',
  ],
])('%s answers the lines before a bad one', async (name, good, bad) => {
  const line = JSON.stringify({ id: 1, ...good });
  const { code, output, errors } = await elmoLens([name], [line, line, bad].join('\n'));
  expect(output.trimEnd().split('\n')).toHaveLength(2);
  expect(errors).toContain('line 3: ');
  expect(code).toBe(1);
});

test.each(['embed', 'sentences'])('%s ends quietly where nobody reads on', async (name) => {
  const line = JSON.stringify({ id: 1, tokens: RIVER, text: 'We sat on the bank. '.repeat(100) });
  const child = spawn(process.execPath, [CLI, name]);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  child.stdin.on('error', () => {});
  child.stdin.end(`${line}\n`.repeat(500));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
});

test('a model that cannot be used is told once', async () => {
  const { code, errors } = await elmoLens(['--model', 'no-such-folder', 'embed'], '{"tokens":["a"]}');
  expect(errors).toMatch(/^elmo-lens: The model file .*manifest\.json is missing\. .*\n$/);
  expect(code).toBe(1);
});

test('an unknown command shows the help', async () => {
  const { code, errors } = await elmoLens(['translate']);
  expect(code).toBe(1);
  expect(errors).toContain('report');
});
