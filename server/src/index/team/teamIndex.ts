import * as l10n from '@vscode/l10n';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import {
  type ContentKey,
  type FileState,
  type IndexAnswer,
  IndexError,
  type IndexedFile,
  type IndexQuery,
  type KeyedVector,
  type SentenceIndex,
} from '../sentenceIndex.ts';
import { parseAddress } from './address.ts';
import { Database, type DatabaseOptions, type Query } from './database.ts';
import { FILES_IN_FOLDERS, fileId, folderPrefix, keyOf, schemaOf, tables, uuidOf } from './schema.ts';
import { searchTeam } from './teamSearch.ts';

export interface TeamIndexOptions extends Omit<DatabaseOptions, 'address' | 'schema'> {
  /** As `parseAddress` takes it. */
  readonly url: string;
  /** What the vectors are made by: the index of another model is another index. */
  readonly model: string;
  /** Length of the vectors. */
  readonly dimensions: number;
}

/**
 * An index on a PostgreSQL server with pgvector, which many machines read and write: all that is written can be written
 * again, by anyone, and is there once. Methods reject with `IndexError`.
 */
export class TeamIndex implements SentenceIndex {
  readonly #database: Database;
  readonly #schema: string;
  readonly #dimensions: number;

  /** Nothing is connected to before it is needed. Throws `IndexError` where the address is none. */
  constructor({ url, model, dimensions, ...options }: TeamIndexOptions) {
    this.#schema = schemaOf(model);
    this.#database = new Database({ ...options, address: parseAddress(url), schema: this.#schema });
    this.#dimensions = dimensions;
  }

  /** Makes the tables, where there are none yet; who writes to what is there needs no right to make any. */
  async prepare(): Promise<void> {
    await this.#database.transaction(async (query) => {
      const [made] = await query(`SELECT to_regclass('${this.#schema}.sentences') AS sentences`);
      if (made?.['sentences'] === null) await query(tables(this.#schema, this.#dimensions));
    });
  }

  files(folders: readonly string[]): Promise<readonly FileState[]> {
    return this.#database.transaction((query) =>
      query<FileState>(`SELECT DISTINCT uri, changed, size, hash FROM ${FILES_IN_FOLDERS}`, [
        folders.map(folderPrefix),
      ]),
    );
  }

  async lacking(keys: readonly ContentKey[]): Promise<readonly ContentKey[]> {
    const rows = await this.#database.transaction((query) => lackingKeys(query, keys));
    return rows.map(({ key }) => keyOf(key));
  }

  async addVectors(vectors: readonly KeyedVector[]): Promise<void> {
    // Always in one order, so that no two who write the same wait for each other.
    const rows = vectors.map(({ key, vector }) => ({ key: uuidOf(key), vector: `[${vector.join()}]` }));
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    await this.#database.transaction((query) =>
      query('INSERT INTO vectors SELECT * FROM unnest($1::uuid[], $2::halfvec[]) ON CONFLICT DO NOTHING', [
        rows.map(({ key }) => key),
        rows.map(({ vector }) => vector),
      ]),
    );
  }

  async putFile({ sentences, uri, changed, size, hash }: IndexedFile): Promise<void> {
    const id = fileId(uri);
    const keys = sentences.map(({ key }) => key);
    const places = sentences.map(({ range: { start, end } }) => [start.line, start.character, end.line, end.character]);
    await this.#database.transaction(async (query) => {
      // The row is locked until the end: of several who write a file, one follows the other.
      await query(
        `INSERT INTO files VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE
         SET changed = excluded.changed, size = excluded.size, hash = excluded.hash`,
        [id, uri, changed, size, hash],
      );
      const [lacking] = await lackingKeys(query, keys);
      if (lacking) throw new IndexError(l10n.t('There are sentences without a vector in {0}: index it again.', uri));
      await query('DELETE FROM sentences WHERE file = $1', [id]);
      await query(
        `INSERT INTO sentences
         SELECT $1, number, key, start_line, start_character, end_line, end_character, text
         FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[]) WITH ORDINALITY
           AS row (key, start_line, start_character, end_line, end_character, text, number)`,
        [
          id,
          keys.map(uuidOf),
          ...[0, 1, 2, 3].map((i) => places.map((place) => place[i])),
          sentences.map(({ text }) => text),
        ],
      );
    });
  }

  async confirm(files: readonly FileState[]): Promise<void> {
    await this.#database.transaction((query) =>
      query(
        `UPDATE files SET changed = row.changed, size = row.size
         FROM unnest($1::uuid[], $2::float8[], $3::float8[], $4::text[]) AS row (id, changed, size, hash)
         WHERE files.id = row.id AND files.hash = row.hash`,
        [
          files.map(({ uri }) => fileId(uri)),
          files.map(({ changed }) => changed),
          files.map(({ size }) => size),
          files.map(({ hash }) => hash),
        ],
      ),
    );
  }

  async remove(uris: readonly string[]): Promise<void> {
    await this.#database.transaction((query) =>
      query(
        `WITH gone AS (SELECT DISTINCT id FROM ${FILES_IN_FOLDERS}),
              locked AS (SELECT id FROM files WHERE id IN (SELECT id FROM gone) ORDER BY id FOR UPDATE)
         DELETE FROM files WHERE id IN (SELECT id FROM locked)`,
        [uris.map(folderPrefix)],
      ),
    );
  }

  /** Rejects with `CancelledError`, too. */
  search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer> {
    return searchTeam(this.#database, query, token);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function lackingKeys(query: Query, keys: readonly ContentKey[]) {
  return query<{ key: string }>(
    `SELECT DISTINCT key FROM unnest($1::uuid[]) AS wanted (key)
     WHERE NOT EXISTS (SELECT FROM vectors WHERE vectors.key = wanted.key)`,
    [keys.map(uuidOf)],
  );
}
