import { readFile } from 'node:fs/promises';
import { BilmOptions } from '../../server/src/elmo/options.ts';
import { ConversionError } from './conversionError.ts';

/** Reads and checks an official `options.json`. Throws `ConversionError`. */
export async function readOptions(path: string): Promise<BilmOptions> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConversionError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }

  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConversionError(`${path}: is not JSON (${(error as Error).message}).`);
  }

  const parsed = BilmOptions.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  throw new ConversionError(`${path}: is not a biLM's options. ${problems.join('; ')}.`);
}
