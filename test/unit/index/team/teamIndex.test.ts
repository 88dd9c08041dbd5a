import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { LocalIndex } from '../../../../server/src/index/localIndex.ts';
import type { IndexAnswer, SentenceIndex } from '../../../../server/src/index/sentenceIndex.ts';
import { parseAddress } from '../../../../server/src/index/team/address.ts';
import { Database, type Query } from '../../../../server/src/index/team/database.ts';
import { schemaOf } from '../../../../server/src/index/team/schema.ts';
import { TeamIndex, type TeamIndexOptions } from '../../../../server/src/index/team/teamIndex.ts';
import { searchTeam } from '../../../../server/src/index/team/teamSearch.ts';
import { DIMENSIONS, FOLDER, queryFor, type SampleFile, sampleFile } from '../sample.ts';
import { PASSWORD, startPostgres } from './postgres.ts';

const postgres = await startPostgres();
afterAll(() => postgres?.remove());

describe.skipIf(!postgres)('an index that a team shares', () => {
  const opened: TeamIndex[] = [];
  let model: string;
  beforeEach(({ task }) => {
    model = task.id; // so that each test has tables of its own
    process.env['PGPASSWORD'] = PASSWORD;
  });
  afterEach(async () => {
    for (const index of opened.splice(0)) await index.close();
  });

  function connect(options: Partial<TeamIndexOptions> = {}): TeamIndex {
    const limits = { connections: 4, limitMilliseconds: 20_000, log: () => {} };
    const index = new TeamIndex({ url: postgres!.url, model, dimensions: DIMENSIONS, ...limits, ...options });
    opened.push(index);
    return index;
  }

  async function prepared(): Promise<TeamIndex> {
    const index = connect();
    await index.prepare();
    return index;
  }

  async function run(sql: string): Promise<unknown[]> {
    const client = new Client(parseAddress(postgres!.url));
    await client.connect();
    try {
      await client.query(`SET search_path = ${schemaOf(model)}, public`);
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Files without sentences, with numbers from one to another. */
  async function putEmptyFiles(from: number, to: number): Promise<void> {
    await run(
      `INSERT INTO files SELECT gen_random_uuid(), '${FOLDER}/' || n, n, n, n FROM generate_series(${from}, ${to}) n`,
    );
  }

  /** All that is in the tables. */
  async function rows(): Promise<unknown[][]> {
    const tables = ['vectors ORDER BY key', 'files ORDER BY id', 'sentences ORDER BY file, number'];
    return Promise.all(tables.map((table) => run(`SELECT * FROM ${table}`)));
  }

  test.each([
    ['few', 20],
    ['many', 3000],
  ])('answers as the index of one machine does, with %s files', async (_, files) => {
    const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-store-'));
    const local = await LocalIndex.open({ folder, model, dimensions: DIMENSIONS, log: () => {} });
    const team = await prepared();
    for (const index of [local, team]) for (const sample of samples(20)) await put(index, sample);
    await putEmptyFiles(21, files);

    const others = [
      { text: 'A piano in the garden.', cosine: 0.3 },
      { text: 'Something else altogether.', cosine: -0.4 },
    ];
    const queries = [
      queryFor(3004),
      queryFor(3004, { others }),
      queryFor(7001, { text: 'number9005' }),
      queryFor(7001, { text: 'file12 number12003', others }),
      queryFor(9002, { without: [sampleFile(9).file.uri] }),
      queryFor(9002, { folders: [sampleFile(4).file.uri], limit: 100 }),
      queryFor(9002, { text: 'file3', folders: ['file:///elsewhere'] }),
      queryFor(9002, { text: 'the of and' }),
    ];
    for (const query of queries) {
      const [mine, shared] = [
        await local.search(query, CancellationToken.None),
        await team.search(query, CancellationToken.None),
      ];
      expect(rounded(shared)).toEqual(rounded(mine));
    }
    await local.close();
    rmSync(folder, { recursive: true });
  });

  test('has the same rows whether one writes them, or several at once, or again', async () => {
    const index = await prepared();
    await putAll(index, samples(12));
    const once = await rows();
    await putAll(index, samples(12).toReversed());
    expect(await rows()).toEqual(once);

    model = `${model} by several`;
    await Promise.all([connect(), connect(), connect()].map((each) => each.prepare()));
    await Promise.all(
      [connect(), connect(), connect()].map((each, i) =>
        putAll(each, i === 1 ? samples(12).toReversed() : samples(12)),
      ),
    );
    expect(await rows()).toEqual(once);
  });

  test('is whole again after the server was lost in the midst of writing', async () => {
    const index = await prepared();
    const [first, ...rest] = samples(40);
    await put(index, first!);
    const writing = putAll(index, rest);
    await put(connect(), sampleFile(100)); // a sign that something was written
    await Promise.all([expect(writing).rejects.toThrow(/shared index/), postgres!.kill()]);
    await postgres!.start();

    const again = connect();
    const known = await again.files([FOLDER]);
    expect(known.length).toBeLessThan(samples(40).length + 1);
    for (const { uri } of known) {
      const { hits } = await again.search(queryFor(0, { folders: [uri], limit: 100 }), CancellationToken.None);
      expect(hits).toHaveLength(sampleFile(0).file.sentences.length);
    }
    await putAll(again, [...samples(40), sampleFile(100)]);
    const [, files] = await rows();
    expect(files).toHaveLength(41);
  });

  test('knows which sentences have no vector, and takes no file that has such', async () => {
    const index = await prepared();
    const { file, vectors } = sampleFile(1);
    const keys = vectors.map(({ key }) => key);
    await index.addVectors(vectors.slice(1));
    expect(await index.lacking([...keys, ...keys])).toEqual(keys.slice(0, 1));
    await expect(index.putFile(file)).rejects.toThrow(/without a vector in .*chapter1.md: index it again/);
    expect(await index.files([FOLDER])).toEqual([]);
  });

  test('takes a file in place of the one before, and its time without its content', async () => {
    const index = await prepared();
    const [before, after] = [sampleFile(1), sampleFile(2)];
    await put(index, before);
    const changed = { ...after, file: { ...after.file, uri: before.file.uri } };
    await put(index, changed);
    const { hits } = await index.search(queryFor(1003, { limit: 100 }), CancellationToken.None);
    expect(hits.map(({ text }) => text).sort()).toEqual(after.file.sentences.map(({ text }) => text).sort());

    const { sentences: _, ...state } = changed.file;
    await index.confirm([{ ...state, changed: 5, size: 6 }]);
    await index.confirm([{ ...state, changed: 7, hash: 'of another content' }]);
    expect(await index.files([FOLDER])).toEqual([{ ...state, changed: 5, size: 6 }]);
  });

  test.each([
    ['SQL', `'); DROP TABLE files; --.md`],
    ['quotes and parameters', `"$1", \\'; -- %s {0}.md`],
    ['patterns', '100%25_of_it.md'],
    ['other scripts', '名前 %E2%80%AE.md'],
    ['14,000 characters', `${'a very long name '.repeat(800)}.md`],
  ])('takes any name of a file: %s', async (_, name) => {
    const index = await prepared();
    const sample = sampleFile(1);
    const text = `${name} ${'x'.repeat(5000)} \u{1F600} \\x`;
    const uri = `${FOLDER}/${name}`;
    const sentences = sample.file.sentences.map((sentence) => ({ ...sentence, text }));
    await put(index, { ...sample, file: { ...sample.file, uri, sentences } });
    await put(index, sampleFile(2));
    expect(await index.files([uri])).toMatchObject([{ uri }]);
    const query = queryFor(1003, { text: 'x'.repeat(5000), folders: [uri] });
    const { hits } = await index.search(query, CancellationToken.None);
    expect(hits[0]).toMatchObject({ file: { uri }, text, sharesWords: true });
    expect(
      (await index.search({ ...query, folders: [FOLDER], without: [uri] }, CancellationToken.None)).hits[0]?.file.uri,
    ).toBe(sampleFile(2).file.uri);
    await index.remove([uri]);
    expect(await index.files([FOLDER])).toMatchObject([{ uri: sampleFile(2).file.uri }]);
  });

  test('a folder is no more than what is in it', async () => {
    const index = await prepared();
    const uris = [
      'file:///notes',
      'file:///notes/a.md',
      'file:///notes/deep/b.md',
      'file:///notes2/c.md',
      'file:///note_/d.md',
    ];
    for (const [i, uri] of uris.entries()) {
      const sample = sampleFile(i);
      await put(index, { ...sample, file: { ...sample.file, uri } });
    }
    const urisIn = async (...folders: string[]) => (await index.files(folders)).map(({ uri }) => uri).sort();
    expect(await urisIn('file:///notes', 'file:///notes/deep')).toEqual(uris.slice(0, 3).sort());
    expect(await urisIn('file:///note_')).toEqual(['file:///note_/d.md']);
    expect(await urisIn('file://')).toEqual([...uris].sort());
    await index.remove(['file:///notes/deep', 'file:///notes2']);
    expect(await urisIn('file://')).toEqual(['file:///note_/d.md', 'file:///notes', 'file:///notes/a.md']);
  });

  test('who may write needs no right to make tables, and who may read none to write', async () => {
    const owner = await prepared();
    await put(owner, sampleFile(1));
    const [writer, reader] = ['writer', 'reader'].map((role) =>
      connect({ url: postgres!.url.replace('team@', `${role}@`) }),
    );
    const schema = schemaOf(model);
    await run(`
      CREATE ROLE writer LOGIN PASSWORD '${PASSWORD}'; CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}';
      GRANT USAGE ON SCHEMA ${schema} TO writer, reader; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO writer, reader;
      GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO writer`);
    await writer!.prepare();
    await put(writer!, sampleFile(2));
    await writer!.remove([sampleFile(1).file.uri]);
    const { hits } = await reader!.search(queryFor(2003), CancellationToken.None);
    expect(hits[0]?.cosine).toBeCloseTo(1);
    await expect(put(reader!, sampleFile(3))).rejects.toThrow(/refuses this: permission denied for table/);
  });

  test.each([
    ['few', 4, ['files_by_folder', 'sentences_pkey', 'vectors_pkey']],
    ['many', 3000, ['vectors_by_cosine', 'sentences_by_key', 'files_pkey']],
  ])('reads no more than it has to of %s files', async (_, files, wayToTheNearest) => {
    const index = await prepared();
    await putAll(index, samples(4));
    await putEmptyFiles(5, files);
    const limits = { connections: 4, limitMilliseconds: 20_000, log: () => {} };
    const database = new Database({ address: parseAddress(postgres!.url), schema: schemaOf(model), ...limits });
    const ways: string[][] = [];
    const explaining: Pick<Database, 'transaction'> = {
      transaction: (work, settings) =>
        database.transaction((query) => {
          const explained: Query = async (sql, values) => {
            const lines = await query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
            const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
            expect(plan).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
            ways.push([...plan.matchAll(/Index (?:Only )?Scan (?:using|on) (\w+)/g)].map(([, name]) => name!));
            return query(sql, values);
          };
          return work(explained);
        }, settings),
    };
    await searchTeam(explaining, queryFor(1, { text: 'number1' }), CancellationToken.None);
    await database.close();
    expect(ways).toHaveLength(4);
    expect(ways).toContainEqual(wayToTheNearest);
    expect(ways).toContainEqual(['sentences_by_word', 'sentences_pkey', 'vectors_pkey', 'files_pkey']);
  });

  test('vectors of another model are in another index', async () => {
    const index = await prepared();
    await put(index, sampleFile(1));
    const other = connect({ model: `${model} 2` });
    await other.prepare();
    expect(await other.files([FOLDER])).toEqual([]);
    expect(await index.files([FOLDER])).toHaveLength(1);
  });

  const closed = 'postgresql://team@127.0.0.1:1/postgres';
  test.each([
    ['another password', () => ({}), 'wrong', /wants another password for team/],
    ['no password', () => ({}), undefined, /wants another password for team/],
    [
      'an authority that did not sign',
      () => ({ url: postgres!.url.replace('authority.crt', 'other.crt') }),
      PASSWORD,
      /can’t be trusted/,
    ],
    ['no authority', () => ({ url: postgres!.url.replace(/\?.*/, '') }), PASSWORD, /can’t be trusted/],
    [
      'a name that is not in the certificate',
      () => ({ url: postgres!.url.replace('127.0.0.1', 'localhost') }),
      PASSWORD,
      /can’t be trusted/,
    ],
    [
      'no encryption where the server wants it',
      () => ({ url: postgres!.url.replace(/\?.*/, '?sslmode=disable') }),
      PASSWORD,
      /can’t be reached/,
    ],
    ['nobody there', () => ({ url: closed }), PASSWORD, /127.0.0.1 can’t be reached \(connect ECONNREFUSED/],
    [
      'no such database',
      () => ({ url: postgres!.url.replace('/postgres?', '/notes?') }),
      PASSWORD,
      /database "notes" does not exist/,
    ],
    [
      'no tables',
      () => ({}),
      PASSWORD,
      /no index by this model in postgres on 127.0.0.1: make it with elmo-lens index/,
    ],
  ])('says what is wrong: %s', async (_, options, password, message) => {
    if (password === undefined) delete process.env['PGPASSWORD'];
    else process.env['PGPASSWORD'] = password;
    await expect(connect(options()).search(queryFor(1), CancellationToken.None)).rejects.toThrow(message);
  });

  test('a statement that takes too long is given up', async () => {
    const index = await prepared();
    await put(index, sampleFile(1));
    const blocker = new Client(parseAddress(postgres!.url));
    await blocker.connect();
    await blocker.query(`BEGIN; LOCK TABLE ${schemaOf(model)}.sentences`);
    const hasty = connect({ limitMilliseconds: 500 });
    const answer = await hasty.search(queryFor(1), CancellationToken.None).catch((error: Error) => error.message);
    await blocker.end();
    expect(answer).toMatch(/takes too long/);
    expect((await hasty.search(queryFor(1), CancellationToken.None)).hits).not.toEqual([]);
  });
});

const samples = (count: number): SampleFile[] => Array.from({ length: count }, (_, number) => sampleFile(number));

async function put(index: SentenceIndex, { file, vectors }: SampleFile): Promise<void> {
  await index.addVectors(vectors);
  await index.putFile(file);
}

async function putAll(index: SentenceIndex, all: readonly SampleFile[]): Promise<void> {
  for (const sample of all) await put(index, sample);
}

/** Cosines are computed in another order of sums. */
function rounded({ hits, others }: IndexAnswer) {
  return { hits: hits.map((hit) => ({ ...hit, cosine: hit.cosine.toFixed(5) })), others };
}
