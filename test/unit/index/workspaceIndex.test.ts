import { renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { MANY_FILES } from '../../../server/src/index/workspaceIndex.ts';
import { RULES, Workspace } from './workspace.ts';

const BANK = 'The old bank of the river was covered with grass.';
const LOAN = 'She asked the lender about a loan for the house.';
const NAME = 'Kofi Annan spoke in Geneva about the year 1997.';

let workspace: Workspace;
afterEach(() => workspace.remove());

describe('which files are read', () => {
  test('prose in all folders, but what is ignored, excluded, too large or no text', async () => {
    workspace = new Workspace({
      'a.md': BANK,
      'deep/er/b.txt': BANK,
      'c (draft) ü.md': BANK,
      'code.ts': BANK,
      'ignored.md': BANK,
      'deep/also.md': BANK,
      'node_modules/package/README.md': BANK,
      '.hidden/d.md': BANK,
      'left/e.md': BANK,
      'large.md': BANK.repeat(1000),
      '.gitignore': 'ignored.md\n',
      'deep/.gitignore': 'also.md\n',
    });
    workspace.rules = { ...RULES, hides: (uri) => uri.includes('/left/') };
    await workspace.start();
    expect(await workspace.known()).toEqual(['a.md', 'c (draft) ü.md', 'deep/er/b.txt']);
  });

  test('no link is followed, and nothing outside of the folder', async () => {
    workspace = new Workspace({ 'a.md': BANK, '../outside/secret.md': BANK });
    symlinkSync(join(workspace.root, 'outside'), workspace.path('folder'));
    symlinkSync(join(workspace.root, 'outside/secret.md'), workspace.path('link.md'));
    symlinkSync(workspace.path('.'), workspace.path('loop'));
    workspace.rules = { ...RULES, include: ['**/*.md', '../outside/*.md', '/etc/*', '{/etc/*,../outside/*.md}'] };
    await workspace.start();
    expect(await workspace.known()).toEqual(['a.md']);
  });

  test('a file that became a link after it was found is not read', async () => {
    workspace = new Workspace({ 'a.md': BANK, 'b.md': BANK, '../outside/secret.md': LOAN });
    const index = await workspace.start();
    rmSync(workspace.path('b.md'));
    symlinkSync(join(workspace.root, 'outside/secret.md'), workspace.path('b.md'));
    index.noteChanges([workspace.uri('b.md')]);
    await index.settled();
    expect(await workspace.known()).toEqual(['a.md']);
  });

  test('what is no UTF-8 text is empty', async () => {
    workspace = new Workspace({ 'latin.txt': Buffer.from(`${BANK} café`, 'latin1'), 'zero.txt': `${BANK}\0` });
    await workspace.start();
    expect(await workspace.known()).toEqual(['latin.txt', 'zero.txt']);
    expect(await workspace.find('bank')).toEqual([]);
  });
});

describe('what is computed', () => {
  test('nothing again after a restart', async () => {
    workspace = new Workspace({ 'a.md': BANK, 'b.md': LOAN });
    await workspace.start();
    await workspace.stop();
    expect(workspace.encoded).toHaveLength(2);
    await workspace.start();
    expect(workspace.encoded).toHaveLength(2);
    expect((await workspace.find(LOAN))[0]?.text).toBe(LOAN);
  });

  test('nothing for a file whose time alone changed, nor for one that moved', async () => {
    workspace = new Workspace({ 'a.md': BANK, 'b.md': LOAN });
    await workspace.start();
    await workspace.stop();
    utimesSync(workspace.path('a.md'), 1, 1);
    renameSync(workspace.path('b.md'), workspace.path('c.md'));
    await workspace.start();
    expect(workspace.encoded).toHaveLength(2);
    expect((await workspace.find(BANK))[0]?.file.uri).toBe(workspace.uri('a.md'));
    expect((await workspace.find(LOAN))[0]?.file.uri).toBe(workspace.uri('c.md'));
  });

  test('only the sentences that an edit changed', async () => {
    workspace = new Workspace({ 'a.md': `${BANK} ${LOAN}` });
    const index = await workspace.start();
    workspace.write('a.md', `${BANK} ${NAME} ${LOAN}`);
    index.noteChanges([workspace.uri('a.md')]);
    await index.settled();
    expect(workspace.encoded).toHaveLength(3);
    expect(workspace.encoded[2]).toContain('Kofi Annan');
    const [hit] = await workspace.find(NAME);
    expect(hit).toMatchObject({ text: NAME, before: BANK, after: LOAN });
    expect(hit?.range).toEqual({
      start: { line: 0, character: BANK.length + 1 },
      end: { line: 0, character: BANK.length + 1 + NAME.length },
    });
  });
});

describe('what changes', () => {
  test('new files are found, those that are gone are forgotten, with their folder too', async () => {
    workspace = new Workspace({ 'a.md': BANK, 'sub/b.md': LOAN, 'sub/c.md': NAME });
    const index = await workspace.start();
    workspace.write('new.md', 'A new file about gardens in winter.');
    rmSync(workspace.path('sub'), { recursive: true });
    index.noteChanges([workspace.uri('new.md')]);
    index.noteRemovals([workspace.uri('sub')]);
    await index.settled();
    expect(await workspace.known()).toEqual(['a.md', 'new.md']);
  });

  test('a file that is removed and made again at once stays', async () => {
    workspace = new Workspace({ 'a.md': BANK });
    const index = await workspace.start();
    index.noteRemovals([workspace.uri('a.md')]);
    index.noteChanges([workspace.uri('a.md')]);
    await index.settled();
    expect((await workspace.find(BANK))[0]?.text).toBe(BANK);
  });

  test('what was changed unseen is not listed, and is read then', async () => {
    workspace = new Workspace({ 'a.md': BANK });
    const index = await workspace.start();
    workspace.write('a.md', `\n\n${LOAN}`);
    expect(await workspace.find(BANK)).toEqual([]);
    await index.settled();
    expect((await workspace.find(LOAN))[0]?.range.start).toEqual({ line: 2, character: 0 });
  });

  test('a file that is open is not searched', async () => {
    workspace = new Workspace({ 'a (1).md': BANK });
    await workspace.start();
    expect(await workspace.find(BANK)).toHaveLength(1);
    expect(await workspace.find(BANK, [workspace.uri('a (1).md')])).toEqual([]);
  });
});

describe('the user', () => {
  test('is asked before very many files are read, and can say no', async () => {
    const files = Array.from({ length: MANY_FILES + 1 }, (_, i) => [`${i}.txt`, ''] as const);
    workspace = new Workspace(Object.fromEntries(files));
    const asked: number[] = [];
    const confirm = async (count: number) => asked.push(count) < 0;
    await workspace.start({ confirm });
    expect(asked).toEqual([MANY_FILES + 1]);
    expect(await workspace.known()).toEqual([]);
  });

  test('sees how far it is, and can end it', async () => {
    const files = Array.from({ length: 40 }, (_, i) => [`${i}.txt`, `Sentence number ${i} is like no other.`] as const);
    workspace = new Workspace(Object.fromEntries(files));
    const cancellation = new CancellationTokenSource();
    const reports: string[] = [];
    await workspace.start({
      showProgress: async () => ({
        token: cancellation.token,
        report: (done, total) => {
          reports.push(`${done}/${total}`);
          if (done === 10) cancellation.cancel();
        },
        done: () => reports.push('done'),
      }),
    });
    expect(reports[0]).toBe('1/40');
    expect(reports.at(-1)).toBe('done');
    expect((await workspace.known()).length).toBeLessThan(15);
    await workspace.stop();
    await workspace.start();
    expect(await workspace.known()).toHaveLength(40);
    expect(new Set(workspace.encoded).size).toBe(workspace.encoded.length);
  });
});
