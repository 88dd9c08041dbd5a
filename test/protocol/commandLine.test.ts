import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `elmo-lens` with lines on standard input. */
function elmoLens(args: readonly string[], input = ''): Promise<Result> {
  const child = spawn(process.execPath, [resolve('dist/cli.cjs'), ...args]);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => {}); // a command that refuses its first line does not read the rest
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })));
}

/** The answers of a filter to some lines. */
async function filter(name: string, ...lines: object[]): Promise<unknown[]> {
  const { code, output, errors } = await elmoLens([name], lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(errors).toBe('');
  expect(code).toBe(0);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const RIVER = 'We sat on the bank of the river and watched the boats .'.split(' ');
const MONEY = 'She deposited her salary in the bank and asked about a loan .'.split(' ');

test('embed gives three layers of 2P numbers for each token', async () => {
  const [{ layers }] = (await filter('embed', { tokens: RIVER })) as [{ layers: number[][][] }];
  expect(layers.map((layer) => [layer.length, layer[0]!.length])).toEqual(Array(3).fill([RIVER.length, 256]));
});

test('embed passes an id through', async () => {
  expect(await filter('embed', { id: 'x', tokens: ['A'] }, { tokens: ['B'] })).toEqual([
    { id: 'x', layers: expect.any(Array) },
    { layers: expect.any(Array) },
  ]);
});

test('embed --output writes one array that NumPy reads', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'embed-'));
  try {
    const path = join(folder, 'x.npy');
    await elmoLens(
      ['embed', '--output', path],
      `${JSON.stringify({ tokens: RIVER })}\n${JSON.stringify({ tokens: MONEY })}\n`,
    );
    const bytes = await readFile(path);
    const header = bytes.subarray(10, 128).toString('latin1');
    const tokens = RIVER.length + MONEY.length;
    expect(bytes.subarray(0, 6).toString('latin1')).toBe('\x93NUMPY');
    expect(header).toContain(`'descr': '<f4', 'fortran_order': False, 'shape': (3, ${tokens}, 256)`);
    expect(bytes.length).toBe(128 + 3 * tokens * 256 * 4);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('senses tells the two banks apart, and null where WordNet has no such lemma', async () => {
  const bank = { lemma: 'bank', pos: 'n' };
  const answers = await filter(
    'senses',
    { id: 's1', tokens: RIVER, targets: [{ id: 't1', index: 4, ...bank }] },
    {
      id: 's2',
      tokens: MONEY,
      targets: [
        { id: 't2', index: 6, ...bank },
        { id: 't3', index: 0, lemma: 'xyzzy', pos: 'v' },
      ],
    },
  );
  expect(answers).toEqual([
    { id: 's1', targets: [{ id: 't1', senseKey: 'bank%1:17:01::', probability: expect.any(Number) }] },
    {
      id: 's2',
      targets: [
        { id: 't2', senseKey: 'bank%1:14:00::', probability: expect.any(Number) },
        { id: 't3', senseKey: null, probability: null },
      ],
    },
  ]);
});

test('senses takes a target of several words', async () => {
  const tokens = 'The meeting took place in the hall .'.split(' ');
  const target = { id: 1, index: 2, length: 2, lemma: 'take_place', pos: 'v' };
  const [answer] = await filter('senses', { id: 1, tokens, targets: [target] });
  expect(answer).toMatchObject({ targets: [{ senseKey: expect.stringMatching(/^take_place%2:/) }] });
});

test('entities labels tokens in BIO2, and places entities in a text', async () => {
  const answers = await filter(
    'entities',
    { id: 1, tokens: ['Angela', 'Merkel', 'visited', 'Paris', '.'] },
    { id: 2, text: 'I met **Angela Merkel** in “Paris”.', language: 'markdown' },
  );
  expect(answers[0]).toEqual({ id: 1, labels: ['B-PER', 'I-PER', 'O', 'B-LOC', 'O'] });
  expect(answers[1]).toMatchObject({
    id: 2,
    entities: [
      { start: 8, end: 21, label: 'PER' },
      { start: 28, end: 33, label: 'LOC' },
    ],
  });
});

test('similarity is higher for a paraphrase than for another subject', async () => {
  const answers = (await filter(
    'similarity',
    { id: 'near', a: 'A man is playing a guitar.', b: 'Someone plays the guitar.' },
    { id: 'far', a: 'A man is playing a guitar.', b: 'The stock market fell on Monday.' },
  )) as { id: string; score: number }[];
  expect(answers.map(({ id }) => id)).toEqual(['near', 'far']);
  expect(answers[0]!.score).toBeGreaterThan(answers[1]!.score + 0.2);
});

test('classify tells praise from blame', async () => {
  const answers = await filter(
    'classify',
    { id: 1, text: 'A wonderful, moving film.' },
    { id: 2, text: 'A dull and tedious waste of time.' },
  );
  expect(answers).toEqual([
    { id: 1, label: 'positive', score: expect.any(Number), neutral: expect.any(Boolean) },
    { id: 2, label: 'negative', score: expect.any(Number), neutral: expect.any(Boolean) },
  ]);
});

test('classify calls a text neutral that is not English', async () => {
  const text = 'Ce livre est ennuyeux, mal traduit et beaucoup trop long.';
  const answers = await filter('classify', { id: 1, text });
  expect(answers).toEqual([
    { id: 1, label: expect.stringMatching(/^(?:posi|nega)tive$/), score: expect.any(Number), neutral: true },
  ]);
});

test('classify --topic files texts as a newspaper would', async () => {
  const texts = [
    'The striker scored twice as the club won the cup.',
    'Shares fell after the bank cut its profit forecast.',
  ];
  const { output } = await elmoLens(
    ['classify', '--topic'],
    texts.map((text, id) => JSON.stringify({ id, text })).join('\n'),
  );
  const answers = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { scores: Record<string, number> });
  expect(answers).toMatchObject([
    { id: 0, label: 'Sports', score: expect.any(Number) },
    { id: 1, label: 'Business', score: expect.any(Number) },
  ]);
  expect(Object.keys(answers[0]!.scores).sort()).toEqual(['Business', 'Sci/Tech', 'Sports', 'World']);
});

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
  const folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  try {
    const [labels, model, again] = ['labels.jsonl', 'model.json', 'again.json'].map((name) => join(folder, name));
    await writeFile(labels!, LABELLED.join('\n'));
    const trained = await elmoLens(['train-classifier', labels!, '--output', model!]);
    expect(trained).toMatchObject({ code: 0, errors: '' });
    expect(trained.output).toMatch(/^Cross-validated accuracy \d+\.\d %, macro F1 \d+\.\d % \(8 texts, 2 labels\)/);
    await elmoLens(['train-classifier', labels!, '--output', again!]);
    expect(await readFile(again!, 'utf8')).toBe(await readFile(model!, 'utf8'));
    const lines = ['Clouds and showers moved in from the sea.', 'Stir the sauce and boil the rice.'];
    const input = lines.map((text, id) => JSON.stringify({ id, text })).join('\n');
    const { output } = await elmoLens(['classify', '--model', model!], input);
    const answers = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { scores: Record<string, number> });
    expect(answers).toMatchObject([
      { id: 0, label: 'weather', score: expect.any(Number) },
      { id: 1, label: 'cooking', score: expect.any(Number) },
    ]);
    expect(answers[0]!.scores['weather']! + answers[0]!.scores['cooking']!).toBeCloseTo(1, 9);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ['not JSON', [LABELLED[0]!, 'nonsense'], 'line 2: not JSON'],
  ['a line without a label', [LABELLED[0]!, '{"text":"Some text."}'], 'line 2: label:'],
  ['a text without words', [...LABELLED, '{"text":" ","label":"cooking"}'], 'line 9: there is no sentence'],
  ['one label only', LABELLED.slice(0, 3), 'All lines, 1 to 3, have the label "weather"'],
  ['a label with one text', LABELLED.slice(0, 5), 'line 5: no other text has the label "cooking"'],
  ['no line at all', [], 'The file has no lines'],
])('train-classifier refuses %s', async (_, lines, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  try {
    await writeFile(join(folder, 'labels.jsonl'), lines.join('\n'));
    const { code, errors } = await elmoLens([
      'train-classifier',
      join(folder, 'labels.jsonl'),
      '--output',
      join(folder, 'x'),
    ]);
    expect(errors).toContain(message);
    expect(code).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
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

test('sentences gives tokens with their places in the source', async () => {
  const text = 'It’s “fine”… Don’t worry!';
  const [answer] = (await filter('sentences', { id: 1, text })) as [
    { sentences: { tokens: { text: string; start: number; end: number }[] }[] },
  ];
  const tokens = answer.sentences.flatMap((sentence) => sentence.tokens);
  expect(tokens.map((token) => token.text)).toEqual(['It', "'s", '"', 'fine', '"', '...', 'Do', "n't", 'worry', '!']);
  expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text.replaceAll(' ', ''));
});

test('hover answers what the editor shows, and nulls where it shows nothing', async () => {
  const text = 'We sat on the bank of the river and watched the boats.';
  const answers = await filter(
    'hover',
    { id: 1, text, offset: text.indexOf('bank') + 1 },
    { id: 2, text, offset: text.indexOf('the') },
  );
  expect(answers).toEqual([
    { id: 1, contents: expect.stringContaining('sloping land'), senseKey: 'bank%1:17:01::' },
    { id: 2, contents: null, senseKey: null },
  ]);
});

test('the same lines give the same answers to the last digit', async () => {
  const input = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify({ tokens: [...RIVER.slice(0, 2 + (i % 9)), `n${i}`] }),
  ).join('\n');
  const [first, second] = [await elmoLens(['embed'], input), await elmoLens(['embed'], input)];
  expect(first.output).toBe(second.output);
  expect(first.output.trimEnd().split('\n')).toHaveLength(100);
});

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
  const child = spawn(process.execPath, [resolve('dist/cli.cjs'), name]);
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

test('report reads a file, and says so where there is nothing to read', async () => {
  const sample = await elmoLens(['report', resolve('client/media/sample.md')]);
  expect(sample.output).toMatch(/Places: .*Rotterdam/);
  expect(sample.output).toContain('sloping land');
  expect(sample.output).not.toContain('newspaper'); // a story is no news
  for (const pos of ['noun', 'verb', 'adjective']) expect(sample.output).toContain(`(${pos})`);
  expect(sample.output).toMatch(/and \d+ more ambiguous words/);
  expect(sample.output).toMatch(/^ {2}neutral {2,}Mary Collins/m);
  const folder = await mkdtemp(join(tmpdir(), 'report-'));
  try {
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
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an unknown command shows the help', async () => {
  const { code, errors } = await elmoLens(['translate']);
  expect(code).toBe(1);
  expect(errors).toContain('report');
});
