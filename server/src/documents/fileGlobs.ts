/** Patterns of files, as settings have them. */
import { LRUCache } from 'lru-cache';
import picomatch from 'picomatch/posix.js';
import { isBoundedGlob } from './globLimits.ts';

type Matcher = (path: string) => boolean;

const matchers = new LRUCache<string, Matcher>({ max: 500 });

/**
 * The first of the globs that stands for a document or for a folder that it is in. A glob is relative to `folder`, the
 * folder of the workspace around the document, and without a slash in it stands for names at any depth: `*.tex`,
 * `drafts`, `notes/**`. One that begins with a slash is a whole path. All are addresses: `file:///home/me/notes`.
 */
export function matchingGlob(globs: readonly string[], uri: string, folder?: string): string | undefined {
  if (globs.length === 0) return undefined;
  const path = pathOf(uri);
  const root = folder === undefined ? undefined : `${pathOf(folder).replace(/\/$/, '')}/`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const relative = root !== undefined && path.startsWith(root) ? path.slice(root.length) : name;
  return globs.find((glob) => {
    const matches = matcherOf(glob);
    return withFolders(glob.startsWith('/') ? path : relative).some(matches);
  });
}

/** The path and those of the folders it is in, up to the outermost. */
function withFolders(path: string): string[] {
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index).filter((end) => end > 0);
  return [path, ...ends.map((end) => path.slice(0, end))];
}

function matcherOf(glob: string): Matcher {
  const known = matchers.get(glob);
  if (known) return known;
  const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '');
  // Groups such as `+(a|b)` can take forever. `!` would turn a pattern into its contrary.
  const options = { dot: true, noextglob: true, nonegate: true, basename: !pattern.includes('/') };
  const test = pattern === '' || !isBoundedGlob(pattern) ? () => false : picomatch(pattern, options);
  const matches: Matcher = (path) => test(path); // a second argument would mean something else
  matchers.set(glob, matches);
  return matches;
}

/** The path in an address, readable; the address itself where it is none. */
function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
