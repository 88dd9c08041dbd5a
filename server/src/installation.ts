import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the parts of a built ELMo Lens lie. */
export interface Installation {
  /** As package.json has it. */
  readonly version: string;
  readonly engineScript: string;
  readonly parserScript: string;
  readonly indexScript: string;
  readonly wordNet: string;
  readonly modelDirectory: string;
  /** Folder of what the user is told, in languages other than English. */
  readonly translations: string;
}

/** The parts beside a bundle in `dist`, whose folder is given. */
export function installationAround(dist: string): Installation {
  const { version } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    engineScript: join(dist, 'engine.cjs'),
    parserScript: join(dist, 'parser.cjs'),
    indexScript: join(dist, 'index.cjs'),
    wordNet: join(dist, 'wordnet.bin'),
    modelDirectory: join(dist, '..', 'models', 'default'),
    translations: join(dist, '..', 'l10n'),
  };
}
