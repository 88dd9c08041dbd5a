import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { isAsWritten } from '../checksum.ts';
import { BilmOptions } from './options.ts';

/** The file that describes a converted model, in the model's folder. */
export const MANIFEST_FILE = 'manifest.json';

/** The three graphs of a converted model; the weights of each stand beside it, in a file named by `dataFileOf`. */
export const GRAPH_FILES = {
  tokenEncoder: 'token-encoder.onnx',
  forward: 'forward.onnx',
  backward: 'backward.onnx',
} as const;

export function dataFileOf(graphFile: string): string {
  return `${graphFile}.data`;
}

/** The softmax over the vocabulary, which only some commands need, and not every installation has. */
export const SOFTMAX_FILE = 'softmax.bin';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Digest = z.object({ sha256: Sha256, bytes: z.int().nonnegative() });

export const Manifest = z.object({
  format: z.literal(1),
  /** SHA-256 of the `weights.hdf5` that the model was made from; heads name the biLM that they belong to by it. */
  bilm: Sha256,
  options: BilmOptions,
  files: z.record(
    z.string().refine((name) => name === basename(name), 'is not a plain file name'),
    Digest,
  ),
  /** Of `softmax.bin`, where the model was made with one. */
  softmax: Digest.optional(),
});

export type Manifest = z.infer<typeof Manifest>;

/** A model that cannot be used; the message names the file, what is wrong with it and how to repair it. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(path: string, problem: string) {
    super(
      l10n.t(
        'The model file {0} {1}. Reinstall the extension; in a clone of the repository, run "git checkout models/default", or convert the model again with "npm run convert".',
        path,
        problem,
      ),
    );
  }
}

/** Reads the manifest of `directory` and checks every file of the model against it. Throws `ModelError`. */
export async function readVerifiedManifest(directory: string): Promise<Manifest> {
  const manifest = await readManifest(join(directory, MANIFEST_FILE));
  const missing = Object.values(GRAPH_FILES).find((name) => !(name in manifest.files));
  if (missing !== undefined) throw new ModelError(join(directory, MANIFEST_FILE), l10n.t('does not list {0}', missing));
  for (const [name, expected] of Object.entries(manifest.files)) {
    const path = join(directory, name);
    if ((await sha256OrRefuse(path)) !== expected.sha256)
      throw new ModelError(path, l10n.t('is damaged (its checksum is wrong)'));
  }
  return manifest;
}

/** Path of the model's softmax, checked against the manifest. Throws a sentence where there is none, or a damaged one. */
export async function verifiedSoftmax(directory: string): Promise<string> {
  const { softmax } = await readManifest(join(directory, MANIFEST_FILE));
  const path = join(directory, SOFTMAX_FILE);
  if (!softmax || !existsSync(path)) {
    throw new Error(
      l10n.t(
        'There is no {0}: a conversion without "--vocabulary" leaves it out. Reinstall the extension, or convert the model with its vocabulary.',
        path,
      ),
    );
  }
  if ((await sha256OrRefuse(path)) !== softmax.sha256) {
    throw new ModelError(path, l10n.t('is damaged (its checksum is wrong)'));
  }
  return path;
}

/** SHA-256 of a file as lower-case hexadecimal digits. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function readManifest(path: string): Promise<Manifest> {
  let text: string;
  let json: unknown;
  try {
    text = await readFile(path, 'utf8');
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError(path, error instanceof SyntaxError ? l10n.t('is not JSON') : unreadable(error));
  }
  if (!isAsWritten(text)) throw new ModelError(path, l10n.t('is damaged (its checksum is wrong)'));
  const parsed = Manifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0];
  throw new ModelError(
    path,
    l10n.t("is not a model's manifest ({0})", `${problem?.path.join('.')}: ${problem?.message}`),
  );
}

async function sha256OrRefuse(path: string): Promise<string> {
  try {
    return await sha256(path);
  } catch (error) {
    throw new ModelError(path, unreadable(error));
  }
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? l10n.t('is missing') : l10n.t('cannot be read ({0})', String(code));
}
