import { globby } from 'globby';
import { addressIn, pathOf } from './addresses.ts';

/** Which files of a folder are read, beside what its `.gitignore` files leave out. */
export interface CrawlRules {
  /** Globs from the folder on; `exclude` stands for folders and all in them, too. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maximumBytes: number;
  /** Whether a file is left alone, by its address. */
  readonly hides: (uri: string) => boolean;
}

export interface FoundFile {
  /** The address of the folder that it was found in, and its own. */
  readonly folder: string;
  readonly uri: string;
  /** When it was last changed, in milliseconds. */
  readonly changed: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * The files of a folder, given by its address, that are to be read. Links are not followed, nothing outside of the folder
 * is looked at, and what can't be read is left out.
 */
export async function crawl(folder: string, rules: CrawlRules): Promise<FoundFile[]> {
  const cwd = pathOf(folder);
  const include = rules.include.filter(staysInside);
  if (cwd === undefined || include.length === 0) return [];
  const found = await globby(include, {
    cwd,
    gitignore: true,
    ignore: rules.exclude.filter(staysInside).flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]),
    followSymbolicLinks: false,
    stats: true,
    suppressErrors: true,
    expandDirectories: false,
    extglob: false, // groups such as +(a|b) can take forever
  });
  return found.flatMap(({ path, stats }) => {
    const uri = addressIn(folder, path);
    if (!stats?.isFile() || stats.size > rules.maximumBytes || rules.hides(uri)) return [];
    return { folder, uri, changed: stats.mtimeMs, size: stats.size };
  });
}

/** Whether a glob can stand only for what is in the folder. One with `!` would mean its contrary. */
function staysInside(glob: string): boolean {
  return glob !== '' && !/^!|(?:^|[{,])(?:[/\\]|[a-z]:)|(?:^|[/\\{,])\.\.(?:[/\\},]|$)/iu.test(glob);
}
