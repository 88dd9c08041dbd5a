import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { EngineClient, type EngineState } from '../../../server/src/engine/engineClient.ts';

const SENTENCE = 'She put her money in the bank before the weekend .'.split(' ');
const STATES = { outputs: ['states'] } as const;

let client: EngineClient | undefined;
afterEach(() => client?.dispose());

/** A client of the built engine, and a way to wait for a state of it. */
function start(modelDirectory = resolve('models/default'), script = resolve('dist/engine.cjs')) {
  const seen: EngineState[] = [];
  const waiting: { kind: EngineState['kind']; resolve: (state: EngineState) => void }[] = [];
  client = new EngineClient({
    script,
    modelDirectory,
    onState: (state) => {
      seen.push(state);
      for (const wait of waiting.splice(0)) wait.kind === state.kind ? wait.resolve(state) : waiting.push(wait);
    },
  });
  const reached = (kind: EngineState['kind']): Promise<EngineState> =>
    new Promise((resolve) => waiting.push({ kind, resolve }));
  return { client, seen, reached };
}

const kill = (pids: readonly number[]): void => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
};

test('results come in the order of the sentences, whatever their lengths', async () => {
  const { client } = start();
  const sentences = [9, 1, 4, 7, 2].map((length) => SENTENCE.slice(0, length));
  const results = await client.analyse(sentences, STATES);
  expect(results.map(({ states }) => states?.tokens)).toEqual([9, 1, 4, 7, 2]);
});

test('visible text is answered before background work that came first', async () => {
  const { client } = start();
  const done: string[] = [];
  const pages = Array.from({ length: 300 }, (_, i) => [...SENTENCE.slice(0, 5), `page${i}`, '.']);
  await Promise.all([
    client.analyse(pages, { ...STATES, priority: 'background' }).then(() => done.push('pages')),
    client.analyse([SENTENCE], { ...STATES, priority: 'visible' }).then(() => done.push('line')),
  ]);
  expect(done).toEqual(['line', 'pages']);
});

test('a cancelled request is dropped from the queue, and others go on', async () => {
  const { client } = start();
  const source = new CancellationTokenSource();
  const pages = Array.from({ length: 300 }, (_, i) => [...SENTENCE, `page${i}`]);
  const cancelled = client.analyse(pages, { ...STATES, priority: 'background', token: source.token });
  source.cancel();
  await expect(cancelled).rejects.toThrow('Cancelled');
  await expect(client.analyse([SENTENCE], STATES)).resolves.toHaveLength(1);
});

test('an engine that is killed is replaced, and the request that it held is answered', async () => {
  const { client, reached } = start();
  await client.analyse([SENTENCE], STATES);
  const working = reached('working');
  const answer = client.analyse([SENTENCE, SENTENCE.slice(2)], STATES);
  await working;
  kill(client.pids);
  await expect(answer).resolves.toHaveLength(2);
});

/** Stands in for an engine: each sentence has no outputs, and the word "fatal" ends it. */
const FRAGILE_ENGINE = `
process.on('message', ({ id, body }) => {
  if (body.sentences.flat().includes('fatal')) process.exit(1);
  process.send({ kind: 'result', id, result: body.sentences.map(() => ({})) });
});
process.send({ kind: 'ready' });
`;

test('what kills the engine twice is refused, and what waited behind it is answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fragile-'));
  try {
    const script = join(folder, 'engine.cjs');
    await writeFile(script, FRAGILE_ENGINE);
    const { client } = start(folder, script);
    const [fatal, harmless] = await Promise.allSettled([
      client.analyse([['fatal']], STATES),
      client.analyse([['harmless']], STATES),
    ]);
    expect(fatal).toMatchObject({ status: 'rejected', reason: { reason: 'crashed' } });
    expect(harmless).toMatchObject({ status: 'fulfilled', value: [{}] });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an engine that dies five times is given up with a reason, for what waits and for what comes', async () => {
  const { client, reached } = start();
  const failed = reached('error');
  for (let crash = 0; crash < 5; crash++) {
    const ready = reached('ready');
    if (client.pids.length === 0 || crash === 0) await ready;
    kill(client.pids);
    if (crash < 4) await reached('starting').then(() => reached('ready'));
  }
  expect(await failed).toMatchObject({ kind: 'error', error: { reason: 'crashed' } });
  await expect(client.analyse([SENTENCE], STATES)).rejects.toThrow('crashed five times');
});

test('a model that is not there is named, and no request hangs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-model-'));
  try {
    const { client } = start(folder);
    await expect(client.analyse([SENTENCE], STATES)).rejects.toThrow(join(folder, 'manifest.json'));
  } finally {
    await rm(folder, { recursive: true });
  }
});
