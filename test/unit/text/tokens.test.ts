import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { normalise } from '../../../server/src/text/normalise.ts';
import { sentenceRanges } from '../../../server/src/text/sentences.ts';
import { tokenize } from '../../../server/src/text/tokenize.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FIXTURES = join(ROOT, 'test/fixtures/tokens');
const TOKENISER = join(ROOT, '../shared/training/tokenizer.py');
const REVIEWS = join(ROOT, '../shared/data/classify/imdb_sample/test.tsv.xz');

/** What the training tokeniser makes of a text. */
interface Expectation {
  readonly text: string;
  readonly normalised: string;
  readonly sentences: readonly (readonly string[])[];
}

const readLines = (lines: string): Expectation[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

function tokenise(text: string): Expectation {
  const normalised = normalise(MappedText.of(text)).text;
  const sentences = sentenceRanges(normalised).map(({ start, end }) =>
    tokenize(normalised.slice(start, end)).map((token) => token.text),
  );
  return { text, normalised, sentences };
}

test('texts of every kind give the normalised text, sentences and tokens of the training tokeniser', () => {
  const golden = readLines(readFileSync(join(FIXTURES, 'golden.jsonl'), 'utf8'));
  expect(golden.length).toBeGreaterThan(900);
  expect(golden.map(({ text }) => tokenise(text))).toEqual(golden);
});

const missing = [TOKENISER, REVIEWS].find((path) => !existsSync(path));
if (missing) console.log(`Skipped the comparison with the training tokeniser over real text: ${missing} is not there.`);

describe.skipIf(missing)('with the training tokeniser at hand', () => {
  test('the golden file is what it makes now', () => {
    const made = execFileSync('python3', [join(FIXTURES, 'make.py'), TOKENISER], { encoding: 'utf8' });
    expect(readLines(made)).toEqual(readLines(readFileSync(join(FIXTURES, 'golden.jsonl'), 'utf8')));
  });

  test('two thousand film reviews give its sentences and tokens', () => {
    const made = execFileSync('python3', [join(FIXTURES, 'make.py'), TOKENISER, REVIEWS], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const expectations = readLines(made);
    expect(expectations).toHaveLength(2000);
    const different = expectations.filter((expected) => {
      const actual = tokenise(expected.text);
      return JSON.stringify(actual.sentences) !== JSON.stringify(expected.sentences);
    });
    expect(different).toEqual([]);
  });
});
