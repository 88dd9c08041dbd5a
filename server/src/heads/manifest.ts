import { subtle } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { isAsWritten } from '../checksum.ts';

const file = { file: z.string(), sha256: z.string() };

/** What each head's entry in `heads/manifest.json` holds besides its file. */
const heads = z.object({
  partsOfSpeech: z.object({ ...file, tags: z.array(z.string()) }),
  entities: z.object({
    ...file,
    labels: z.array(z.string()),
    /** Row-major scores `[from][to]` of the CRF, and of starting and ending in each label. */
    transitions: z.array(z.array(z.number())),
    start: z.array(z.number()),
    end: z.array(z.number()),
  }),
  sentence: z.object({
    ...file,
    dimensions: z.number().int(),
    /** Cosine and calibrated similarity at the knots of a piecewise linear, rising map. */
    calibration: z.array(z.tuple([z.number(), z.number()])),
  }),
  sentiment: z.object({ ...file, /** Texts with |p - 0.5| below this are called neutral. */ neutral: z.number() }),
  senses: z.object({ ...file }).loose(),
  senseQueries: z.object({ ...file }),
  topic: z.object({ ...file, labels: z.array(z.string()) }),
});

const present = heads.partial();
const schema = z.object({ format: z.literal(1), bilm: z.string(), heads: present });

export type HeadName = keyof z.infer<typeof heads>;
export type HeadParameters<Name extends HeadName> = z.infer<typeof heads>[Name];

/** A head can't be used: missing, damaged, or trained on another biLM. The message says what to do. */
export class HeadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HeadError';
  }
}

/** The trained heads of a model folder. Heads belong to the biLM they were trained on, and are refused with another. */
export class HeadFiles {
  readonly #directory: string;
  readonly #heads: z.infer<typeof present>;
  readonly #problem: string | undefined;

  private constructor(directory: string, found: z.infer<typeof present>, problem?: string) {
    this.#directory = directory;
    this.#heads = found;
    this.#problem = problem;
  }

  /** Reads `heads/manifest.json` of a model folder. Never throws: what is wrong is told by `parameters` and `read`. */
  static open(modelDirectory: string): HeadFiles {
    const directory = join(modelDirectory, 'heads');
    const path = join(directory, 'manifest.json');
    const command = `npm run train-heads -- --model ${modelDirectory}`;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      const problem = l10n.t(
        'The model in {0} has no trained heads. Train the heads for this model: {1}',
        modelDirectory,
        command,
      );
      return new HeadFiles(directory, {}, problem);
    }
    try {
      const manifest = schema.parse(JSON.parse(text));
      if (!isAsWritten(text)) throw new Error(l10n.t('its checksum is wrong'));
      if (manifest.bilm === bilmOf(modelDirectory)) return new HeadFiles(directory, manifest.heads);
      const problem = l10n.t(
        'The heads in {0} were trained on another biLM. Train the heads for this model: {1}',
        directory,
        command,
      );
      return new HeadFiles(directory, {}, problem);
    } catch (error) {
      const [issue] = error instanceof z.ZodError ? error.issues : [];
      const said = error instanceof SyntaxError ? l10n.t('it is not JSON') : (error as Error).message;
      const why = issue ? `${issue.path.join('.')}: ${issue.message}` : said;
      const problem = l10n.t(
        '{0} is damaged ({1}). Reinstall the extension, restore the file, or train the heads again: {2}',
        path,
        why,
        command,
      );
      return new HeadFiles(directory, {}, problem);
    }
  }

  /** The identity of the folder's biLM: SHA-256 of its weights. Throws `HeadError` where the folder has no readable manifest. */
  get bilm(): string {
    const bilm = bilmOf(dirname(this.#directory));
    if (bilm !== undefined) return bilm;
    throw new HeadError(l10n.t('There is no converted model in {0}.', dirname(this.#directory)));
  }

  has(name: HeadName): boolean {
    return this.#heads[name] !== undefined;
  }

  /** The parameters of a head. Throws `HeadError` where it can't be used. */
  parameters<Name extends HeadName>(name: Name): HeadParameters<Name> {
    const entry = this.#heads[name];
    if (entry) return entry as HeadParameters<Name>;
    throw new HeadError(
      this.#problem ?? l10n.t('This model has no "{0}" head. Train it: {1}', name, 'npm run train-heads'),
    );
  }

  /** The bytes of a head's file, checked against its sum. Rejects with `HeadError`. */
  async read(name: HeadName): Promise<Buffer> {
    const { file, sha256 } = this.parameters(name);
    const path = join(this.#directory, file);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch {
      throw new HeadError(l10n.t('{0} is missing. Reinstall the extension, or restore the file.', path));
    }
    // On a thread of its own: the sense vectors take a while.
    const digest = await subtle.digest('SHA-256', bytes);
    if (Buffer.from(digest).toString('hex') === sha256) return bytes;
    throw new HeadError(
      l10n.t('{0} is damaged (its checksum is wrong). Reinstall the extension, or restore the file.', path),
    );
  }
}

/** The identity of a model folder's biLM. A folder without a readable manifest has none; the engine says what is wrong. */
function bilmOf(modelDirectory: string): string | undefined {
  try {
    return z.object({ bilm: z.string() }).parse(JSON.parse(readFileSync(join(modelDirectory, 'manifest.json'), 'utf8')))
      .bilm;
  } catch {
    return undefined;
  }
}
