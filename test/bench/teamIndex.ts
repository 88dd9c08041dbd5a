import { CancellationToken } from 'vscode-languageserver-protocol';
import { EngineClient } from '../../server/src/engine/engineClient.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import { SentenceEncoder } from '../../server/src/heads/sentenceEncoder.ts';
import type { IndexedSentence, KeyedVector } from '../../server/src/index/sentenceIndex.ts';
import { parseAddress } from '../../server/src/index/team/address.ts';
import { Database, type Query } from '../../server/src/index/team/database.ts';
import { schemaOf, VECTOR_INDEX } from '../../server/src/index/team/schema.ts';
import { TeamIndex } from '../../server/src/index/team/teamIndex.ts';
import { contentKey, quantise } from '../../server/src/index/vectors.ts';
import type { Installation } from '../../server/src/installation.ts';
import { type Figure, quantile, time } from './figures.ts';
import { NOISE, REAL_VECTORS, someTexts, textAt } from './workspaceIndex.ts';

const SENTENCES_IN_FILE = 30;
const WRITERS = 4;
const QUERIES = 200;
/** Of what is compared with an exact search. */
const EXACT_QUERIES = 20;
const COMPARED = 20;
const LIMITS = { connections: WRITERS, limitMilliseconds: 3_600_000, log: console.error };
const EVERYWHERE = ['file://'];

/**
 * An index on a PostgreSQL server, of so many sentences each: writing it with its vectors' index in place, and building that
 * afterwards; its bytes; queries, and how many of the closest they find. All is dropped again.
 */
export async function measureTeamIndex(
  installation: Installation,
  url: string,
  sizes: readonly number[],
  show: (figures: readonly Figure[]) => void,
): Promise<void> {
  const engine = new EngineClient({ script: installation.engineScript, modelDirectory: installation.modelDirectory });
  const { texts, source } = await someTexts(installation);
  console.log(`Shared index: sentences from ${source}`);
  const encoder = new SentenceEncoder(engine, HeadFiles.open(installation.modelDirectory).parameters('sentence'));
  const real = texts.slice(0, REAL_VECTORS);
  const queries = texts.slice(-QUERIES);
  const [vectors, queryVectors] = [await encode(encoder, real), await encode(encoder, queries)];
  engine.dispose();
  for (const size of sizes) show(await measureSize(url, { size, real, vectors, queries, queryVectors }));
}

const encode = (encoder: SentenceEncoder, texts: readonly string[]): Promise<Float32Array[]> =>
  encoder.encode(texts.map((text) => text.split(' ')));

interface Content {
  readonly size: number;
  readonly real: readonly string[];
  readonly vectors: readonly Float32Array[];
  readonly queries: readonly string[];
  readonly queryVectors: readonly Float32Array[];
}

async function measureSize(url: string, content: Content): Promise<Figure[]> {
  const { size, vectors, queries, queryVectors } = content;
  const model = `bench ${size}`;
  const schema = schemaOf(model);
  const database = new Database({ ...LIMITS, address: parseAddress(url), schema });
  const index = new TeamIndex({ ...LIMITS, url, model, dimensions: vectors[0]!.length });
  const work = <Result>(run: (query: Query) => Promise<Result>) => database.transaction(run);
  try {
    await index.prepare();
    const writing = await time(() => fill(index, content));
    await work((query) => query('ANALYZE vectors, files, sentences'));
    const bytes = await work((query) => bytesEach(query, size));
    const times: number[] = [];
    for (const [i, text] of queries.entries()) {
      const query = {
        vector: quantise(queryVectors[i]!),
        text,
        folders: EVERYWHERE,
        without: [],
        others: [],
        limit: 40,
      };
      times.push(await time(() => index.search(query, CancellationToken.None)));
    }
    const share = await work((query) => shareFound(query, queryVectors.slice(0, EXACT_QUERIES)));
    await work((query) => query('DROP INDEX vectors_by_cosine'));
    const building = await time(() => work((query) => query(BUILD)));
    return [
      { what: `${size.toLocaleString('en')} sentences, written a second`, value: ((1000 * size) / writing).toFixed(0) },
      { what: '  bytes a sentence: vectors, their index', value: `${bytes('vectors')}, ${bytes('vectors_by_cosine')}` },
      { what: '    texts, by word', value: `${bytes('sentences')}, ${bytes('sentences_by_word')}` },
      {
        what: '    keys',
        value: [bytes('vectors_pkey'), bytes('sentences_pkey'), bytes('sentences_by_key')].join(', '),
      },
      {
        what: '  query, p50 / p95',
        value: `${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)} ms`,
      },
      { what: `  of the ${COMPARED} closest, found`, value: `${(100 * share).toFixed(1)} %` },
      { what: '  the index of the vectors built at the end', value: `${(building / 1000).toFixed(0)} s` },
    ];
  } finally {
    await work((query) => query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
    await database.close();
    await index.close();
  }
}

const BUILD = `
  SET LOCAL maintenance_work_mem = '2GB';
  ${VECTOR_INDEX}`;

/** Writes files of sentences; beyond the real ones, vectors are these with noise. */
async function fill(index: TeamIndex, { size, real, vectors }: Content): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < size) {
      const at = next;
      next += SENTENCES_IN_FILE;
      const numbers = Array.from({ length: Math.min(SENTENCES_IN_FILE, size - at) }, (_, i) => at + i);
      const keyed = numbers.map((number): KeyedVector => {
        const vector = vectors[number % vectors.length]!;
        const noise = number < vectors.length ? 0 : NOISE;
        const noisy = vector.map((value) => value + noise * (2 * Math.random() - 1));
        return { key: contentKey([textAt(real, number)]), vector: quantise(noisy) };
      });
      const sentences = numbers.map((number, line): IndexedSentence => {
        const text = textAt(real, number);
        const range = { start: { line, character: 0 }, end: { line, character: text.length } };
        return { key: keyed[line]!.key, text, range };
      });
      await index.addVectors(keyed);
      await index.putFile({ uri: `file:///bench/${at}.md`, changed: at, size: at, hash: String(at), sentences });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** Of a table or an index, for each sentence. */
async function bytesEach(query: Query, size: number): Promise<(name: string) => string> {
  const rows = await query<{ name: string; bytes: number }>(
    `SELECT relname AS name, pg_table_size(oid)::float8 AS bytes FROM pg_class WHERE relnamespace = current_schema()::regnamespace`,
  );
  const bytes = new Map(rows.map((row) => [row.name, row.bytes]));
  return (name) => `${(bytes.get(name)! / size).toFixed(0)} B`;
}

/** How many of the sentences closest to these an exact search and that by the index have in common. */
async function shareFound(query: Query, queryVectors: readonly Float32Array[]): Promise<number> {
  const closest = async (vector: Float32Array, settings: string): Promise<string[]> => {
    await query(settings);
    const sql = `SELECT key FROM vectors ORDER BY vector <=> $1 LIMIT ${COMPARED}`;
    return (await query<{ key: string }>(sql, [`[${quantise(vector).join()}]`])).map(({ key }) => key);
  };
  let common = 0;
  for (const vector of queryVectors) {
    const exact = new Set(await closest(vector, 'SET LOCAL enable_indexscan = off'));
    const found = await closest(vector, 'SET LOCAL enable_indexscan = on; SET LOCAL hnsw.ef_search = 400');
    common += found.filter((key) => exact.has(key)).length;
  }
  return common / (COMPARED * queryVectors.length);
}
