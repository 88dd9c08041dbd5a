import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileLanguage } from '../text/fileLanguage.ts';
import type { ProseLanguage } from '../text/types.ts';

/** Larger files hold data rather than prose. */
const MAXIMUM_BYTES = 1_000_000;
/** Folders that hold no text of the user's. */
const SKIPPED = /^(?:\..*|node_modules)$/u;

export interface ProseFile {
  /** Relative to the root. */
  readonly path: string;
  readonly language: ProseLanguage;
  readonly text: string;
}

/** How a file is read, by the end of its name; plain text where that says nothing. */
export function languageOfFile(path: string): ProseLanguage {
  return fileLanguage(path) ?? 'plaintext';
}

/**
 * The files with prose in `root` at `path` (a file or a folder). Links are not followed.
 * Throws a sentence for the user where `path` lies outside of `root` or can't be read.
 */
export async function proseFiles(root: string, path = '.'): Promise<ProseFile[]> {
  const home = await realpath(root);
  const asked = await realpath(resolve(home, path)).catch(() => {
    throw new Error(`There is no ${path} in ${root}.`);
  });
  const way = relative(home, asked);
  if (way.startsWith('..') || isAbsolute(way))
    throw new Error(`${path} lies outside of ${root}, which is all that may be read.`);
  const files = (await stat(asked)).isDirectory() ? await filesIn(asked) : [asked];
  const read = await Promise.all(files.sort().map((file) => readProse(home, file)));
  return read.flat();
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : filesIn(path);
      return entry.isFile() && fileLanguage(entry.name) !== undefined ? [path] : [];
    }),
  );
  return found.flat();
}

async function readProse(home: string, file: string): Promise<ProseFile[]> {
  if ((await stat(file)).size > MAXIMUM_BYTES) return [];
  return [{ path: relative(home, file), language: languageOfFile(file), text: await readFile(file, 'utf8') }];
}
