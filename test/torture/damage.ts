import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { Analyser } from '../../server/src/engine/analyser.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import { Lens } from '../../server/src/lens.ts';

const MODEL = 'models/default';
const WORDNET = 'wordnet.bin';
/** All files that are read while the program runs, in a folder that has WordNet beside the model. */
const FILES = [
  WORDNET,
  ...readFileNames(MODEL).filter((name) => /^(manifest\.json|softmax\.bin|.*\.onnx(\.data)?)$/u.test(name)),
  ...readFileNames(join(MODEL, 'heads')).map((name) => `heads/${name}`),
];
const SENTENCES = [
  'Angela Merkel sat on the bank of the river in Berlin .'.split(' '),
  'They kept there money in a good bank , and bought shares of Siemens .'.split(' '),
];

type Damage =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number };
/** `at` is the share of the file before it. */
const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const anyDamage = fc.record({
  file: fc.constantFrom(...FILES),
  damage: fc.oneof<fc.Arbitrary<Damage>[]>(
    fc.record({ kind: fc.constant('cut'), at }),
    fc.record({ kind: fc.constant('flip'), at, bit: fc.integer({ min: 0, max: 7 }) }),
  ),
});

/**
 * Models of which one file is cut or has one bit flipped: what needs the file is refused with its name, all else is as it
 * is with the whole model. Throws with the damage.
 */
export async function damageModel(places: number, seed: number): Promise<string> {
  const whole = await readAll(MODEL, join('dist', WORDNET));
  const counts = { refused: 0, unharmed: 0 };
  for (const harm of fc.sample(anyDamage, { seed, numRuns: places })) {
    const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-damage-'));
    try {
      inflict(folder, harm);
      const read = await readAll(folder, join(folder, WORDNET));
      const wrong = read.flatMap((part, i) => (isRefused(part, harm.file) || part === whole[i] ? [] : [part]));
      if (wrong.length > 0) throw new Error(`${JSON.stringify(harm)}: ${wrong[0]!.slice(0, 500)}`);
      if (read.some((part, i) => part !== whole[i])) counts.refused++;
      else counts.unharmed++;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return `${places} places in ${FILES.length} files: ${counts.refused} refused by name, ${counts.unharmed} without effect, 0 wrong`;
}

/** A model's folder of links to the files of the whole one, but for the damaged one. */
function inflict(folder: string, { file, damage }: { readonly file: string; readonly damage: Damage }): void {
  mkdirSync(join(folder, 'heads'));
  for (const name of FILES) {
    const source = resolve(name === WORDNET ? 'dist' : MODEL, name);
    const target = join(folder, name);
    if (name !== file) {
      symlinkSync(source, target);
      continue;
    }
    const bytes = readFileSync(source);
    const place = Math.floor(damage.at * bytes.length);
    if (damage.kind === 'flip') bytes[place]! ^= 1 << damage.bit;
    writeFileSync(target, damage.kind === 'cut' ? bytes.subarray(0, place) : bytes);
  }
}

/** The name of the damaged file, or of the folder whose manifest says what belongs to it. */
function isRefused(part: string, file: string): boolean {
  return part.startsWith('refused: ') && (part.includes(basename(file)) || part.includes(dirname(file)));
}

/** What each part of the program reads in the sentences, as text, or why it reads nothing. */
async function readAll(model: string, wordNet: string): Promise<string[]> {
  const analyser = await Analyser.load(model).catch((error: Error) => error);
  const engine: Engine = {
    analyse: async (sentences, { outputs }) => {
      if (analyser instanceof Error) throw analyser;
      return analyser.analyse(sentences, outputs);
    },
  };
  const lens = await Lens.open(engine, HeadFiles.open(model), wordNet);
  const parts: readonly (() => Promise<unknown>)[] = [
    () => engine.analyse(SENTENCES, { outputs: ['states'] }),
    () => lens.entities.tag(SENTENCES),
    () => lens.senses.readAll(SENTENCES),
    () => lens.sentences.encode(SENTENCES),
    () => engine.analyse(SENTENCES, { outputs: ['sentiment'] }),
    () => engine.analyse(SENTENCES, { outputs: ['topic'] }),
    () => engine.analyse(SENTENCES, { outputs: ['likelierWords'] }),
  ];
  const read: string[] = [];
  for (const part of parts) {
    read.push(
      await Promise.resolve()
        .then(part)
        .then(
          (value) => JSON.stringify(value),
          (error: Error) => `refused: ${error.message}`,
        ),
    );
  }
  return read;
}

function readFileNames(folder: string): string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
}
