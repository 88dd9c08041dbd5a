import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../engine/errors.ts';
import { rankTogether } from '../fusion.ts';
import type { IndexAnswer, IndexHit, IndexQuery, Rank } from '../sentenceIndex.ts';
import { STOP_WORDS, WordTable } from '../wordTable.ts';
import type { Database, Settings } from './database.ts';
import { FILES_IN_FOLDERS, folderPrefix } from './schema.ts';

/** How many of the best by meaning are ranked with those by words. */
const RANKED = 200;
/** The sentences of so many files are compared one by one: an index of vectors would find few of a small folder's. */
const FEW_FILES = 200;
/** A word that more sentences have than this says little of any of them. */
const COMMON_WORD = 200;
/** Of the others, so many of the rarest are looked for. */
const RARE_WORDS = 6;

/** A sentence as the queries below give it. */
interface Row {
  readonly file: string;
  readonly uri: string;
  readonly changed: number;
  readonly size: number;
  readonly hash: string;
  readonly number: number;
  readonly start_line: number;
  readonly start_character: number;
  readonly end_line: number;
  readonly end_character: number;
  readonly text: string;
  readonly cosine: number;
}

/** Parameters: $1 the vector, $2 folders. */
const COLUMNS = `
  file, number, uri, changed, size, hash, start_line, start_character, end_line, end_character, text,
  1 - (vector <=> $1) AS cosine`;
const INCLUDED = `
  EXISTS (SELECT FROM unnest($2::text[]) folder WHERE starts_with(uri || '/', folder))`;

/** $1: folders. */
const COUNT = `SELECT count(*)::int AS files FROM (SELECT FROM ${FILES_IN_FOLDERS} LIMIT ${FEW_FILES + 1}) AS counted`;

const NEAREST_OF_FEW = `
  SELECT ${COLUMNS} FROM (SELECT DISTINCT files.* FROM ${FILES_IN_FOLDERS.replace('$1', '$2')}) AS files
    JOIN sentences ON file = id JOIN vectors USING (key)
  ORDER BY cosine DESC LIMIT ${RANKED}`;

const NEAREST_OF_MANY = `
  SELECT ${COLUMNS} FROM vectors JOIN sentences USING (key) JOIN files ON id = file
  WHERE ${INCLUDED} ORDER BY vector <=> $1 LIMIT ${RANKED}`;

/** $3: the text whose words are looked for; $4: words that are not. */
const BY_WORDS = `
  WITH found AS (
    SELECT word, file, number FROM unnest(words($3)) word CROSS JOIN LATERAL (
      SELECT file, number FROM sentences WHERE words(text) @> ARRAY[word] LIMIT ${COMMON_WORD + 1}
    ) AS those WHERE word <> ALL ($4)
  ), rare AS (
    SELECT word FROM found GROUP BY word HAVING count(*) <= ${COMMON_WORD} ORDER BY count(*) LIMIT ${RARE_WORDS}
  )
  SELECT ${COLUMNS} FROM (SELECT DISTINCT file, number FROM found JOIN rare USING (word)) AS those
    JOIN sentences USING (file, number) JOIN vectors USING (key) JOIN files ON id = file
  WHERE ${INCLUDED}`;

/** $1 and $2: sentences by file and number. */
const TEXTS = `
  SELECT file, number, text FROM unnest($1::uuid[], $2::int[]) AS wanted (file, number) JOIN sentences USING (file, number)`;

/*
 * The planner knows neither how many sentences are in a folder nor how rare a word is, and would rather read all there are.
 * It is left no other way than that of the joins as they are written: from the nearest on, for as long as they are in other
 * folders; and from each word on.
 */
const ONE_BY_ONE: Settings = {
  join_collapse_limit: 1,
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
const NEAREST_FIRST: Settings = {
  ...ONE_BY_ONE,
  enable_sort: 'off',
  'hnsw.ef_search': 2 * RANKED, // with as many as are wanted, a tenth more would be missed
  'hnsw.iterative_scan': 'relaxed_order',
};
/** Of the sentences with a word that is common in any case, some will do. */
const RARE_FIRST: Settings = { ...ONE_BY_ONE, gin_fuzzy_search_limit: 10 * COMMON_WORD };

/** Finds sentences by meaning and by words, as `LocalIndex` does; words that very many sentences have count for nothing. */
export async function searchTeam(
  database: Pick<Database, 'transaction'>,
  { vector, text, folders, without, others, limit }: IndexQuery,
  token: CancellationToken,
): Promise<IndexAnswer> {
  const prefixes = folders.map(folderPrefix);
  const scope = [`[${vector.join()}]`, prefixes];
  const found = await Promise.all([
    database.transaction(async (query) => {
      const [few] = await query<{ files: number }>(COUNT, [prefixes]);
      return query<Row>(few && few.files <= FEW_FILES ? NEAREST_OF_FEW : NEAREST_OF_MANY, scope);
    }, NEAREST_FIRST),
    database.transaction((query) => query<Row>(BY_WORDS, [...scope, text, [...STOP_WORDS]]), RARE_FIRST),
  ]);
  if (token.isCancellationRequested) throw new CancelledError();
  // Here and not there: which files are open is nobody's business.
  const left = new Set(without);
  const [nearest, sharing] = found.map((rows) => rows.filter(({ uri }) => !left.has(uri))) as [Row[], Row[]];

  const rows = [...new Map([...nearest, ...sharing].map((row) => [place(row), row])).values()];
  const numbers = new Map(rows.map((row, i) => [place(row), i]));
  const words = new WordTable();
  for (const row of sharing) words.add(numbers.get(place(row))!, row.text);
  const texts = others.map((other) => other.text);
  const byWords = words.ranked(text, RANKED, () => true, texts);
  const byMeaning = nearest.map((row) => ({ row: numbers.get(place(row))!, cosine: row.cosine }));
  const { best, rank } = rankTogether(byMeaning, others, byWords);
  const chosen = best.slice(0, limit);
  const textAt = await textsAround(
    database,
    chosen.map((number) => rows[number]!),
  );
  return {
    hits: chosen.map((number) => hitOf(rows[number]!, textAt, rank(number))),
    others: others.map((_, i) => rank(-1 - i)),
  };
}

interface Place {
  readonly file: string;
  readonly number: number;
}

function place({ file, number }: Place): string {
  return `${file} ${number}`;
}

/** Gives the text of each sentence before or after these; where there is none, it is empty. */
async function textsAround(
  database: Pick<Database, 'transaction'>,
  rows: readonly Row[],
): Promise<(place: Place) => string> {
  const places = rows.flatMap(({ file, number }) => [-1, 1].map((way) => ({ file, number: number + way })));
  const values = [places.map(({ file }) => file), places.map(({ number }) => number)];
  const found = await database.transaction(
    (query) => query<Place & { readonly text: string }>(TEXTS, values),
    ONE_BY_ONE,
  );
  const texts = new Map(found.map((row) => [place(row), row.text]));
  return (wanted) => texts.get(place(wanted)) ?? '';
}

function hitOf(row: Row, textAt: (place: Place) => string, rank: Rank): IndexHit {
  const { file, number, uri, changed, size, hash, text, cosine } = row;
  return {
    file: { uri, changed, size, hash },
    range: {
      start: { line: row.start_line, character: row.start_character },
      end: { line: row.end_line, character: row.end_character },
    },
    text,
    before: textAt({ file, number: number - 1 }),
    after: textAt({ file, number: number + 1 }),
    cosine,
    ...rank,
  };
}
