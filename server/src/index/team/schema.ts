import { hash } from 'node:crypto';
import type { ContentKey } from '../sentenceIndex.ts';

/** Of the tables. Those of another format are left alone. */
const FORMAT = 1;
/** So much of a word is looked up: PostgreSQL's indexes hold no entries of any length. */
const WORD_CHARACTERS = 100;
/** So much of a file's address is sorted, for the same reason. */
const ADDRESS_CHARACTERS = 400;
/** Comes after every character of an address. */
const LAST_CHARACTER = '\\x7f';
/** A number that is ours among locks: whoever makes the tables holds it. */
const MAKING_LOCK = 7_316_520_441;

/**
 * What finds the nearest vectors. Twice pgvector's own effort of construction finds 3 % more of the 20 nearest in a million.
 * One of their signs alone (`bit`) takes 40 % of the space, and misses a quarter, though 400 of them are ranked again.
 */
export const VECTOR_INDEX =
  'CREATE INDEX IF NOT EXISTS vectors_by_cosine ON vectors USING hnsw (vector halfvec_cosine_ops) WITH (ef_construction = 128)';

/** The schema of the tables with vectors of a model: those of another model are no match for them, and have their own. */
export function schemaOf(model: string): string {
  return `elmo_lens_${FORMAT}_${hash('sha256', model).slice(0, 16)}`;
}

/** Makes what is missing of the tables; several may do so at once. */
export function tables(schema: string, dimensions: number): string {
  return `
    SELECT pg_advisory_xact_lock(${MAKING_LOCK});
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE SCHEMA IF NOT EXISTS ${schema};

    -- Vectors of sentences, once for all files that have a sentence. Integers of 8 bits, which 16-bit floats hold exactly.
    CREATE TABLE IF NOT EXISTS vectors (key uuid PRIMARY KEY, vector halfvec(${dimensions}) NOT NULL);
    ${VECTOR_INDEX};

    CREATE TABLE IF NOT EXISTS files (
      id uuid PRIMARY KEY, uri text NOT NULL, changed float8 NOT NULL, size float8 NOT NULL, hash text NOT NULL
    );
    CREATE INDEX IF NOT EXISTS files_by_folder ON files ((left(uri, ${ADDRESS_CHARACTERS}) COLLATE "C"));

    CREATE TABLE IF NOT EXISTS sentences (
      file uuid NOT NULL REFERENCES files ON DELETE CASCADE, number int NOT NULL, key uuid NOT NULL,
      start_line int NOT NULL, start_character int NOT NULL, end_line int NOT NULL, end_character int NOT NULL,
      text text NOT NULL, PRIMARY KEY (file, number)
    );
    CREATE INDEX IF NOT EXISTS sentences_by_key ON sentences (key);

    CREATE OR REPLACE FUNCTION words(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ARRAY(
      SELECT DISTINCT left(word, ${WORD_CHARACTERS}) FROM regexp_split_to_table(lower($1), '[^[:alnum:]]+') word WHERE word <> ''
    );
    CREATE INDEX IF NOT EXISTS sentences_by_word ON sentences USING gin (words(text));`;
}

/** The files in the folders whose addresses, with a slash at the end, are parameter $1: an SQL table expression. */
export const FILES_IN_FOLDERS = `
  unnest($1::text[]) folder JOIN files ON starts_with(files.uri || '/', folder)
    AND left(files.uri, ${ADDRESS_CHARACTERS}) COLLATE "C" >= left(rtrim(folder, '/'), ${ADDRESS_CHARACTERS})
    AND left(files.uri, ${ADDRESS_CHARACTERS}) COLLATE "C" < left(folder, ${ADDRESS_CHARACTERS}) || E'${LAST_CHARACTER}'`;

/** The address of a folder as those queries have it. */
export function folderPrefix(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** A key of 16 bytes as PostgreSQL's `uuid`. */
export function uuidOf(key: ContentKey): string {
  return Buffer.from(key, 'base64url').toString('hex');
}

export function keyOf(uuid: string): ContentKey {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** What a file is known by: its address may be longer than what an index can hold. */
export function fileId(uri: string): string {
  return hash('sha256', uri).slice(0, 32);
}
