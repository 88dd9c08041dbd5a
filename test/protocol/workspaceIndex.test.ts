import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  LogMessageNotification,
  type ProgressToken,
  RegistrationRequest,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import {
  ReadFilesNotification,
  type SimilarAnswer,
  type SimilarParams,
  SimilarRequest,
  SimilarSoFar,
} from '../../server/src/protocol.ts';
import { LanguageServer } from './languageServer.ts';

const QUERY = 'The manager of the bank approved the loan.';
const SAME = 'The bank manager agreed to lend them the money.';
const NUMBER = 'Invoice 4711 was sent to Kofi Annan on a Tuesday.';
const FILES = 30;

let root: string;
let server: LanguageServer;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'elmo-lens-workspace-'));
  mkdirSync(join(root, 'notes'));
  for (let i = 0; i < FILES; i++) {
    write(
      `day${i}.md`,
      `# Day ${i}\n\nIt rained on the hills for ${i + 2} days. We stayed at home and read old letters.\n`,
    );
  }
  write('day7.md', `# Day 7\n\nWe had asked for it in spring. ${SAME} So the house could be built.\n`);
  write('day9.md', `${NUMBER}\n`);
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const path = (name: string): string => join(root, 'notes', name);
const uri = (name: string): string => pathToFileURL(path(name)).href;
const write = (name: string, text: string): void => writeFileSync(path(name), text);

/** A server over the folder, once it has read all files; `registered` is what it wants to be told of, `progress` what it tells of its work. */
async function start(settings: object = {}, onProgress = (_kind: string, _token: ProgressToken): void => {}) {
  server = new LanguageServer();
  const registered: string[] = [];
  const progress: string[] = [];
  server.connection.onUnhandledProgress(({ token, value }) => {
    const { kind } = value as { kind: string };
    progress.push(kind);
    onProgress(kind, token);
  });
  server.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
    registered.push(...registrations.map(({ method }) => method));
  });
  server.connection.onRequest(WorkDoneProgressCreateRequest.type, () => {});
  await server.initialize({
    capabilities: {
      window: { workDoneProgress: true },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
    },
    workspaceFolders: [{ uri: pathToFileURL(join(root, 'notes')).href, name: 'notes' }],
    initializationOptions: { ...settings, indexFolder: join(root, 'index') },
  });
  return { registered, progress };
}

/** The line of the log that says what was read. */
async function filesRead(): Promise<string> {
  const { message } = await server.next(LogMessageNotification.type, ({ message }) => message.startsWith('Index: '));
  return message;
}

function notify(name: string, type: FileChangeType): Promise<void> {
  const changes = [{ uri: uri(name), type }];
  return server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
}

async function find(text: string, params: Partial<SimilarParams> = {}) {
  const answer = await server.connection.sendRequest(SimilarRequest, { query: { text }, limit: 5, ...params });
  return answer.results;
}

/** Its id, as the system knows the server's children. */
function indexProcess(): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const [pid] = lines.find(
    ([, parent, ...args]) => Number(parent) === server.process.pid && /index\.cjs/.test(args.join()),
  )!;
  return Number(pid);
}

test('the files of the workspace are read with progress, and searched by meaning and by words', async () => {
  const { registered, progress } = await start();
  expect(await filesRead()).toMatch(/^Index: 30 files read in .* s, \d+ sentences, \d+ of them encoded$/);
  expect(registered).toContain('workspace/didChangeWatchedFiles');
  expect(progress[0]).toBe('begin');
  expect(progress.filter((kind) => kind === 'report')).toHaveLength(FILES);

  const [best] = await find(QUERY);
  expect(best).toMatchObject({
    uri: uri('day7.md'),
    range: { start: { line: 2, character: 31 }, end: { line: 2, character: 31 + SAME.length } },
    text: SAME,
    before: 'We had asked for it in spring.',
    after: 'So the house could be built.',
  });
  expect((await find('4711'))[0]?.text).toBe(NUMBER);
});

test('what is open counts as it is in the editor, and is ranked among the files', async () => {
  await start();
  await filesRead();
  await server.open(uri('day7.md'), `The bank's manager approved the loan.\n`);
  const results = await find(QUERY);
  expect(results[0]).toMatchObject({ uri: uri('day7.md'), text: `The bank's manager approved the loan.` });
  expect(results.map(({ text }) => text)).not.toContain(SAME);
});

test('reading that the user ended is taken up again when that is asked for', async () => {
  let wasCancelled = false;
  const ended = new Promise<void>((resolve) => {
    void start({}, (kind, token) => {
      if (wasCancelled) return;
      if (kind === 'begin') void server.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
      if (kind === 'end') {
        wasCancelled = true;
        resolve();
      }
    });
  });
  await ended;
  expect((await find(QUERY)).map(({ text }) => text)).not.toContain(SAME);
  await server.connection.sendNotification(ReadFilesNotification);
  expect(await filesRead()).toMatch(/^Index: \d+ files read/);
  expect((await find(QUERY))[0]?.text).toBe(SAME);
});

test('only a folder is searched where one is named', async () => {
  mkdirSync(path('letters'));
  write('letters/ada.md', `${QUERY}\n`);
  await start();
  await filesRead();
  await server.open(uri('open.md'), `${QUERY}\n`);
  await server.open(uri('letters/open.md'), `Your bank's manager approved the loan.\n`);
  const found = async (folder: string) => new Set((await find(QUERY, { folder })).map((result) => result.uri));
  expect(await found(uri('letters'))).toEqual(new Set([uri('letters/ada.md'), uri('letters/open.md')]));
  expect((await found(pathToFileURL(root).href)).size).toBeGreaterThan(2);
  expect(await found(uri('letter'))).toEqual(new Set());
});

test('what is like a paragraph is found, without the paragraph', async () => {
  await start();
  await filesRead();
  const text = `The weather was bad.\n\n${QUERY} They were glad of the money.\n`;
  await server.open(uri('open.md'), text);
  const place = { line: 2, character: 5 };
  const query = { uri: uri('open.md'), range: { start: place, end: place }, paragraph: true };
  const answer = await server.connection.sendRequest(SimilarRequest, { query });
  expect(answer.query).toBe(`${QUERY} They were glad of the money.`);
  expect(answer.results[0]?.text).toBe(SAME);
  expect(answer.results.filter(({ uri: found }) => found === uri('open.md'))).toEqual([]);
});

test('what files say is shown while open documents are read for the first time', async () => {
  await start();
  await filesRead();
  const sentences = Array.from(
    { length: 400 },
    (_, i) => `Mr. ${i} took the road to the sea on day ${i} of his journey.`,
  );
  await server.open(uri('open.md'), `${sentences.join(' ')} The manager of a bank approved a loan.\n`);
  const soFar: SimilarAnswer[] = [];
  server.connection.onProgress(SimilarSoFar, 'so far', (found) => {
    soFar.push(found);
  });
  const results = await find(QUERY, { partialResultToken: 'so far' });
  expect(soFar[0]?.results[0]?.text).toBe(SAME);
  expect(results[0]?.text).toBe('The manager of a bank approved a loan.');
  for (const list of [...soFar.map((found) => found.results), results]) expect(list.length).toBeLessThanOrEqual(5);
});

test('nothing is encoded again after a restart, and only the change after an edit', async () => {
  await start();
  await filesRead();
  await server.close();
  await start();
  write('day3.md', `# Day 3\n\nIt rained on the hills for 5 days. ${QUERY}\n`);
  await notify('day3.md', FileChangeType.Changed);
  expect(await filesRead()).toMatch(/^Index: 1 files read in .* s, 2 sentences, 1 of them encoded$/);
  expect((await find(QUERY)).map(({ text }) => text)).toEqual(expect.arrayContaining([QUERY, SAME]));
  rmSync(path('day7.md'));
  await notify('day7.md', FileChangeType.Deleted);
  expect((await find(QUERY)).map(({ text }) => text)).not.toContain(SAME);
});

test.skipIf(process.platform === 'win32')('the index process can die: the next search has another', async () => {
  await start();
  await filesRead();
  const pid = indexProcess();
  process.kill(pid, 'SIGKILL');
  expect((await find(QUERY))[0]?.text).toBe(SAME);
  expect(indexProcess()).not.toBe(pid);
});

test('with the setting off, no file is read, and nothing is written', async () => {
  await start({ index: { enabled: false } });
  await server.open('file:///open.md', SAME);
  expect((await find(QUERY)).map(({ uri: found }) => found)).toEqual(['file:///open.md']);
  expect(readdirSync(root)).toEqual(['notes']);
  // And while it is on, what is written is outside of the workspace's folder, for the user alone.
  await server.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { elmoLens: { index: { enabled: true } } },
  });
  await filesRead();
  expect(readdirSync(join(root, 'notes'))).toHaveLength(FILES);
  if (process.platform !== 'win32') expect(statSync(join(root, 'index')).mode & 0o077).toBe(0);
});
