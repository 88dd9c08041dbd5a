import { parseArgs } from 'node:util';
import { ConversionError } from './conversionError.ts';
import { convert } from './convert.ts';

const USAGE =
  'Usage: npm run convert -- --options options.json --weights weights.hdf5 --output FOLDER [--vocabulary vocab.txt] [--int8]';

async function main(): Promise<void> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const { options, weights, output, vocabulary, int8 } = parseArgs({
      options: {
        options: { type: 'string' },
        weights: { type: 'string' },
        output: { type: 'string' },
        vocabulary: { type: 'string' },
        int8: { type: 'boolean' },
      },
    }).values;
    if (!options || !weights || !output) throw new ConversionError(`Three paths are needed. ${USAGE}`);
    await convert({ options, weights, output, vocabulary, storage: int8 ? 'int8' : 'exact' }, report);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    report(error.message);
    process.exitCode = 1;
  }
}

void main();
