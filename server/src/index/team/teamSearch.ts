import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../engine/errors.ts';
import { fuse } from '../fusion.ts';
import type { IndexAnswer, IndexHit, IndexQuery, Rank } from '../sentenceIndex.ts';
import { STOP_WORDS, WordTable } from '../wordTable.ts';
import type { Database, Settings } from './database.ts';
import { folderPrefix } from './schema.ts';

/** How many of the best by meaning are ranked with those by words. */
const RANKED = 200;
/** A word that more sentences have than this says little of any of them. */
const COMMON_WORD = 200;

/** A sentence as the queries below give it, with those around it. */
interface Row {
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
  readonly before: string | null;
  readonly after: string | null;
  readonly cosine: number;
}

/** Parameters: $1 the vector, $2 folders. */
const COLUMNS = `
  files.uri, files.changed, files.size, files.hash, number, start_line, start_character, end_line, end_character, text,
  (SELECT text FROM sentences s WHERE s.file = sentences.file AND s.number = sentences.number - 1) AS before,
  (SELECT text FROM sentences s WHERE s.file = sentences.file AND s.number = sentences.number + 1) AS after,
  1 - (vector <=> $1) AS cosine`;
const INCLUDED = `
  EXISTS (SELECT FROM unnest($2::text[]) folder WHERE starts_with(files.uri || '/', folder))`;

const BY_MEANING = `
  SELECT ${COLUMNS} FROM vectors JOIN sentences USING (key) JOIN files ON files.id = sentences.file
  WHERE ${INCLUDED} ORDER BY vector <=> $1 LIMIT ${RANKED}`;

/** $3: the text whose words are looked for; $4: words that are not. */
const BY_WORDS = `
  WITH found AS (
    SELECT word, file, number FROM unnest(words($3)) word CROSS JOIN LATERAL (
      SELECT file, number FROM sentences WHERE words(text) @> ARRAY[word] LIMIT ${COMMON_WORD + 1}
    ) AS those WHERE word <> ALL ($4)
  ), rare AS (
    SELECT DISTINCT file, number FROM found
    WHERE word IN (SELECT word FROM found GROUP BY word HAVING count(*) <= ${COMMON_WORD})
  )
  SELECT ${COLUMNS} FROM rare JOIN sentences USING (file, number) JOIN vectors USING (key) JOIN files ON files.id = file
  WHERE ${INCLUDED}`;

/*
 * The planner knows neither how many sentences are in a folder nor how rare a word is, and would rather read all there are:
 * it is left no other way than from the nearest on, for as long as they are in other folders, and through the words.
 */
const ONE_BY_ONE: Settings = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' };
const NEAREST_FIRST: Settings = {
  ...ONE_BY_ONE,
  enable_sort: 'off',
  'hnsw.ef_search': RANKED,
  'hnsw.iterative_scan': 'relaxed_order',
};

/** Finds sentences by meaning and by words, as `LocalIndex` does; words that very many sentences have count for nothing. */
export async function searchTeam(
  database: Pick<Database, 'transaction'>,
  { vector, text, folders, without, others, limit }: IndexQuery,
  token: CancellationToken,
): Promise<IndexAnswer> {
  const left = new Set(without);
  const find = async (sql: string, values: readonly unknown[], settings: Settings): Promise<Row[]> => {
    const rows = await database.transaction((query) => query<Row>(sql, values), settings);
    return rows.filter(({ uri }) => !left.has(uri)); // here and not there: which files are open is nobody's business
  };
  const scope = [`[${vector.join()}]`, folders.map(folderPrefix)];
  const [nearest, sharing] = await Promise.all([
    find(BY_MEANING, scope, NEAREST_FIRST),
    find(BY_WORDS, [...scope, text, [...STOP_WORDS]], ONE_BY_ONE),
  ]);
  if (token.isCancellationRequested) throw new CancelledError();

  const place = ({ uri, number }: Row): string => `${number} ${uri}`;
  const rows = [...new Map([...nearest, ...sharing].map((row) => [place(row), row])).values()];
  const numbers = new Map(rows.map((row, i) => [place(row), i]));
  // What is not of the index has numbers below 0.
  const byMeaning = [
    ...nearest.map((row) => ({ number: numbers.get(place(row))!, cosine: row.cosine })),
    ...others.map(({ cosine }, i) => ({ number: -1 - i, cosine })),
  ];
  byMeaning.sort((a, b) => b.cosine - a.cosine);
  const words = new WordTable();
  for (const row of sharing) words.add(numbers.get(place(row))!, row.text);
  const texts = others.map((other) => other.text);
  const byWords = words.ranked(text, RANKED, () => true, texts);
  const relevance = fuse([byMeaning.map(({ number }) => number), byWords]);
  const wordNumbers = new Set(byWords);
  const rank = (number: number): Rank => ({ relevance: relevance.get(number)!, sharesWords: wordNumbers.has(number) });
  const best = [...relevance.keys()].filter((number) => number >= 0);
  best.sort((a, b) => relevance.get(b)! - relevance.get(a)!);
  return {
    hits: best.slice(0, limit).map((number) => hitOf(rows[number]!, rank(number))),
    others: others.map((_, i) => rank(-1 - i)),
  };
}

function hitOf(row: Row, rank: Rank): IndexHit {
  const { uri, changed, size, hash, text, before, after, cosine } = row;
  return {
    file: { uri, changed, size, hash },
    range: {
      start: { line: row.start_line, character: row.start_character },
      end: { line: row.end_line, character: row.end_character },
    },
    text,
    before: before ?? '',
    after: after ?? '',
    cosine,
    ...rank,
  };
}
