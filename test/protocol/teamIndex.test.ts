import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ShowMessageNotification } from 'vscode-languageserver-protocol/node';
import { parseAddress } from '../../server/src/index/team/address.ts';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { PASSWORD, startPostgres } from '../unit/index/team/postgres.ts';
import { CLI, elmoLens } from './commandLine/elmoLens.ts';
import { LanguageServer } from './languageServer.ts';

const QUERY = 'The manager of the bank approved the loan.';
const SAME = 'The bank manager agreed to lend them the money.';
const NUMBER = 'Invoice 4711 was sent to Kofi Annan on a Tuesday.';
const FILES = 60;

const postgres = await startPostgres();
afterAll(() => postgres?.remove());

describe.skipIf(!postgres)('with a shared index', () => {
  /** Of the team: on this machine, but in no workspace. */
  const team = mkdtempSync(join(tmpdir(), 'elmo-lens-team-'));
  const uri = (name: string): string => pathToFileURL(join(team, name)).href;
  const write = (name: string, text: string): void => writeFileSync(join(team, name), text);
  beforeAll(async () => {
    process.env['PGPASSWORD'] = PASSWORD;
    mkdirSync(join(team, 'node_modules'));
    write('node_modules/package.md', 'This is no prose of the user.');
    for (let i = 0; i < FILES; i++) {
      write(`day${i}.md`, `# Day ${i}\n\nIt rained on the hills for ${i + 2} days. We read ${i} old letters.\n`);
    }
    write('day7.md', `# Day 7\n\nWe had asked for it in spring. ${SAME} So the house could be built.\n`);
    write('day9.md', `${NUMBER}\n`);
  });
  afterAll(() => rmSync(team, { recursive: true }));

  const index = (folder = team) => elmoLens(['index', folder, '--to', postgres!.url, '--engines', '1']);

  /** All sentences and their files, as rows. */
  async function sentences(): Promise<string[]> {
    const client = new Client(parseAddress(postgres!.url));
    await client.connect();
    const made = await client.query(
      `SELECT schemaname FROM pg_tables WHERE schemaname LIKE 'elmo\\_lens\\_%' AND tablename = 'sentences'`,
    );
    const schema = made.rows[0]?.schemaname;
    const { rows } = schema
      ? await client.query(
          `SELECT uri, number, text FROM ${schema}.sentences JOIN ${schema}.files ON id = file
           JOIN ${schema}.vectors USING (key) ORDER BY uri, number`,
        )
      : { rows: [] };
    await client.end();
    return rows.map((row) => `${row.uri} ${row.number} ${row.text}`);
  }

  describe('the command line', () => {
    test('goes on where it was killed, and changes nothing when all is there', async () => {
      const child = spawn(process.execPath, [CLI, 'index', team, '--to', postgres!.url, '--engines', '1']);
      while ((await sentences()).length === 0); // until a file is done
      child.kill('SIGKILL');
      await once(child, 'close');
      const before = await sentences();
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(2 * FILES);

      const { code, output } = await index();
      expect(code).toBe(0);
      expect(output).toMatch(/^\d\d files were new or had changed: \d+ sentences encoded, [\d.]+ sentences\/s, /);
      const whole = await sentences();
      expect(whole).toHaveLength(2 * FILES);
      expect(whole).toEqual(expect.arrayContaining(before));
      expect(whole.join()).not.toContain('node_modules');

      expect((await index()).output).toMatch(/^0 files were new or had changed: 0 sentences encoded/);
      expect(await sentences()).toEqual(whole);
    });

    test('encodes what changed alone, and forgets what is gone', async () => {
      write('day3.md', `# Day 3\n\nIt rained on the hills for 5 days. Then the sun came out over the valley.\n`);
      rmSync(join(team, 'day4.md'));
      expect((await index()).output).toMatch(
        /^1 files were new or had changed: 1 sentences encoded.* 1 sentences known/,
      );
      const rows = (await sentences()).join('\n');
      expect(rows).toContain('Then the sun came out over the valley.');
      expect(rows).not.toContain('day4.md');
    });

    test.each([
      [
        'a password in the address',
        ['.', '--to', 'postgresql://ann:hunter2@db/notes'],
        /^elmo-lens: A password must not stand/,
      ],
      [
        'no folder',
        ['/no/such/folder', '--to', 'postgresql://ann@db/notes'],
        /^elmo-lens: There is no folder \/no\/such\/folder\.\n$/,
      ],
      [
        'nobody there',
        ['.', '--to', 'postgresql://ann@127.0.0.1:1/notes'],
        /^elmo-lens: The shared index on 127\.0\.0\.1 can’t be reached/,
      ],
      [
        'no number of engines',
        ['.', '--to', 'postgresql://ann@db/notes', '--engines', 'all'],
        /It is a number from 1 to 999/,
      ],
    ])('says what is wrong: %s', async (_, args, message) => {
      const { code, errors } = await elmoLens(['index', ...args]);
      expect(code).toBe(1);
      expect(errors).toMatch(message);
      expect(errors).not.toContain('hunter2');
    });
  });

  describe('the editor', () => {
    let root: string;
    let server: LanguageServer;
    beforeAll(async () => {
      await index();
      await once(silent.listen(0, '127.0.0.1'), 'listening');
    });
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'elmo-lens-workspace-'));
      mkdirSync(join(root, 'notes'));
      writeFileSync(join(root, 'notes', 'mine.md'), `We asked the bank for some money. We read 1 old letters.\n`);
    });
    afterEach(async () => {
      await server.close();
      rmSync(root, { recursive: true });
    });

    async function start(url: string, options: object = {}): Promise<void> {
      server = new LanguageServer();
      await server.initialize({
        workspaceFolders: [{ uri: pathToFileURL(join(root, 'notes')).href, name: 'notes' }],
        initializationOptions: { index: { url }, indexFolder: join(root, 'index'), ...options },
      });
      await server.status('ready');
    }

    /** Takes connections, and says nothing. */
    const silent = createServer();
    afterAll(() => silent.close());
    const silentPort = (): number => (silent.address() as AddressInfo).port;

    const find = (text: string) => server.connection.sendRequest(SimilarRequest, { query: { text }, limit: 10 });
    const warnings = () => server.messages.filter(({ method }) => method === ShowMessageNotification.type.method);

    test('finds what the team has beside what is open, by meaning and by words', async () => {
      await start(postgres!.url);
      await server.open('file:///open.md', `The bank's manager approved the loan.\n`);
      const { results } = await find(QUERY);
      expect(results.slice(0, 2)).toMatchObject([
        { uri: 'file:///open.md', text: `The bank's manager approved the loan.` },
        {
          uri: uri('day7.md'),
          range: { start: { line: 2, character: 31 }, end: { line: 2, character: 31 + SAME.length } },
          text: SAME,
          before: 'We had asked for it in spring.',
          after: 'So the house could be built.',
        },
      ]);
      expect((await find('4711')).results[0]).toMatchObject({ uri: uri('day9.md'), text: NUMBER });
      expect(warnings()).toEqual([]);
    });

    test('lists no file that is not as it was indexed, and one of another machine as it was', async () => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'elmo-lens-elsewhere-'));
      const text = 'The branch manager of the bank granted the loan.';
      writeFileSync(join(elsewhere, 'theirs.md'), `${text}\n`);
      await index(elsewhere);
      rmSync(elsewhere, { recursive: true });
      await start(postgres!.url);
      const changed = `# Day 7\n\nNothing of the kind happened on that day at all.\n`;
      write('day7.md', changed);
      const texts = (await find(QUERY)).results.map((result) => result.text);
      expect(texts).toContain(text);
      expect(texts).not.toContain(SAME);
    });

    test('a sentence that is on this machine, too, is listed once', async () => {
      await start(postgres!.url);
      await server.open('file:///open.md', `${NUMBER}\n`);
      const { results } = await find('4711');
      expect(results.filter((result) => result.text === NUMBER)).toMatchObject([{ uri: 'file:///open.md' }]);
    });

    test.each([
      [
        'the server says nothing',
        () => `postgresql://team@127.0.0.1:${silentPort()}/postgres`,
        /takes too long|can’t be reached/,
      ],
      ['the server is gone', () => 'postgresql://team@127.0.0.1:1/postgres', /can’t be reached/],
      ['it shows another certificate', () => postgres!.url.replace('authority.crt', 'other.crt'), /can’t be trusted/],
      [
        'it does not know the user',
        () => postgres!.url.replace('team@', 'nobody@'),
        /wants another password for nobody/,
      ],
      [
        'the address holds a password',
        () => postgres!.url.replace('team@', 'team:hunter2@'),
        /password must not stand/,
      ],
    ])('answers from this machine alone, and says so once, where %s', async (_, url, why) => {
      await start(url());
      await server.open('file:///open.md', `The bank's manager approved the loan.\n`);
      for (let i = 0; i < 3; i++) {
        const { results } = await find(QUERY);
        expect(results[0]?.uri).toBe('file:///open.md');
      }
      expect(warnings()).toHaveLength(1);
      expect(warnings()[0]?.params).toMatchObject({ message: expect.stringMatching(why) });
      expect(JSON.stringify(server.messages)).not.toContain('hunter2');
    });
  });
});
