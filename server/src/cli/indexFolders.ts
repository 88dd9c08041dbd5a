import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { EngineClient } from '../engine/engineClient.ts';
import { HeadFiles } from '../heads/manifest.ts';
import { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import { normalAddress } from '../index/addresses.ts';
import { type CrawlRules, crawl, type FoundFile } from '../index/crawl.ts';
import { Indexer } from '../index/indexer.ts';
import { modelName } from '../index/open.ts';
import { TeamIndex } from '../index/team/teamIndex.ts';
import type { Installation } from '../installation.ts';
import { defaultSettings } from '../settings.ts';
import { ProseParser } from '../text/parser.ts';

/** An engine computes with two cores. */
const CORES_PER_ENGINE = 2;
/** Files worked on at once for each engine, so that it has a full batch of sentences, and a next one. */
const LANES_PER_ENGINE = 4;
/** A server that takes longer than this for one file is not there. */
const STATEMENT_LIMIT_MS = 60_000;
const PROGRESS_EVERY_MS = 2000;

/** What is read of a folder: what the editor reads of a workspace's by itself. */
const RULES: CrawlRules = {
  include: defaultSettings.index.include,
  exclude: ['**/.git', '**/node_modules'],
  maximumBytes: defaultSettings.index.maximumKilobytes * 1000,
  hides: () => false,
};

export interface IndexFoldersOptions {
  /** Address of a PostgreSQL server. */
  readonly url: string;
  /** How many engines run at once; undefined: what the machine's cores can do. */
  readonly engines: number | undefined;
  /** Takes a line that stands for the one before, until it is told that the line is the last. */
  readonly progress: (line: string, isLast: boolean) => void;
  readonly log: (line: string) => void;
}

/**
 * Puts the sentences of all prose in the folders into a shared index, by as many engines as there are cores for. What is
 * there already is not computed again, so that it can be ended and begun again at any time. Throws a sentence for people.
 */
export async function indexFolders(
  { engineScript, modelDirectory, parserScript }: Installation,
  folders: readonly string[],
  { url, engines = Math.ceil(availableParallelism() / CORES_PER_ENGINE), progress, log }: IndexFoldersOptions,
): Promise<void> {
  const addresses = await Promise.all(folders.map(addressOf));
  const heads = HeadFiles.open(modelDirectory);
  const { dimensions, ...parameters } = heads.parameters('sentence');
  const lanes = engines * LANES_PER_ENGINE;
  const limits = { connections: lanes, limitMilliseconds: STATEMENT_LIMIT_MS };
  const index = new TeamIndex({ url, model: modelName(heads), dimensions, ...limits, log });
  const parser = new ProseParser(parserScript);
  let engine: EngineClient | undefined;
  try {
    await index.prepare(); // a server that can't be reached is told of before anything is loaded
    engine = new EngineClient({ script: engineScript, modelDirectory, processes: engines, log });
    const encoder = new SentenceEncoder(engine, parameters);
    const meter = new Meter();
    const indexer = new Indexer({
      index,
      encode: async (sentences, token) => {
        const vectors = await encoder.encode(sentences, { priority: 'background', token });
        meter.add(vectors.length);
        return vectors;
      },
      parse: (...text) => parser.parse(...text),
      log,
      lanes,
    });
    const files: FoundFile[] = [];
    for (const folder of addresses) files.push(...(await indexer.compare([folder], await crawl(folder, RULES))));
    meter.start();
    const total = files.length.toLocaleString('en');
    const { sentences, encoded } = await indexer.read(
      files,
      () => RULES.maximumBytes,
      (done) => meter.due() && progress(`${done.toLocaleString('en')} of ${total} files, ${meter}`, false),
      CancellationToken.None,
    );
    const known = (sentences - encoded).toLocaleString('en');
    progress(`${total} files were new or had changed: ${meter}, ${known} sentences known before.`, true);
  } finally {
    engine?.dispose();
    await parser.dispose();
    await index.close();
  }
}

/** The address of a folder. */
async function addressOf(folder: string): Promise<string> {
  const path = resolve(folder);
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) throw new Error(`There is no folder ${folder}.`);
  return normalAddress(pathToFileURL(path).href);
}

/** Counts sentences, and how many there are a second. */
class Meter {
  #sentences = 0;
  #started = performance.now();
  #shown = 0;

  start(): void {
    this.#started = performance.now();
  }

  add(sentences: number): void {
    this.#sentences += sentences;
  }

  /** Whether the last time was long enough ago. */
  due(): boolean {
    const now = performance.now();
    if (now - this.#shown < PROGRESS_EVERY_MS) return false;
    this.#shown = now;
    return true;
  }

  toString(): string {
    const seconds = (performance.now() - this.#started) / 1000;
    const rate = seconds > 0 ? this.#sentences / seconds : 0;
    return `${this.#sentences.toLocaleString('en')} sentences encoded, ${rate.toFixed(1)} sentences/s`;
  }
}
