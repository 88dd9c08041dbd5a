import type { Engine } from '../engine/engine.ts';
import type { HeadFiles } from '../heads/manifest.ts';
import { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import { IndexClient } from './indexClient.ts';
import { Indexer } from './indexer.ts';
import type { ParseFile } from './readFile.ts';
import { WorkspaceIndex, type WorkspaceIndexOptions } from './workspaceIndex.ts';
import { WriterTurns } from './writerTurns.ts';

/** What the vectors are made by. */
export interface IndexModel {
  /** Not one that remembers: files would push out what is visible. */
  readonly engine: Engine;
  readonly heads: HeadFiles;
}

export interface OpenOptions extends Omit<WorkspaceIndexOptions, 'index' | 'indexer' | 'turns'> {
  /** Path of the built index entry. */
  readonly script: string;
  /** Folder of what is kept. */
  readonly location: string;
  readonly model: IndexModel;
  readonly parse: ParseFile;
}

export interface OpenIndex {
  readonly location: string;
  readonly client: IndexClient;
  readonly index: WorkspaceIndex;
}

/** What vectors are made by, in one name: those by another are no match for them. Throws `HeadError` as `parameters` does. */
export function modelName(heads: HeadFiles): string {
  return `${heads.bilm} ${heads.parameters('sentence').sha256}`;
}

/** An index of files in a process of its own. Throws `HeadError` where the model has no sentence encoder. */
export function openWorkspaceIndex({ script, location, model, parse, ...options }: OpenOptions): OpenIndex {
  const { engine, heads } = model;
  const { sha256: _, dimensions, ...parameters } = heads.parameters('sentence');
  const encoder = new SentenceEncoder(engine, parameters);
  const { log } = options;
  const client = new IndexClient({
    script,
    folder: location,
    model: modelName(heads),
    dimensions,
    log,
    onReopened: () => index.lookAgain(),
  });
  const indexer = new Indexer({
    index: client,
    encode: (sentences, token) => encoder.encode(sentences, { priority: 'background', token }),
    parse,
    log,
  });
  const turns = new WriterTurns(location, log);
  const index = new WorkspaceIndex({ index: client, indexer, turns, ...options });
  return { location, client, index };
}
