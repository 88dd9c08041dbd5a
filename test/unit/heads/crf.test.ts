import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Crf, CrfDecoder, isValidTransition } from '../../../server/src/heads/crf.ts';

const LABELS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'];
const k = LABELS.length;

const score = fc.double({ min: -5, max: 5, noNaN: true });
const row = fc.array(score, { minLength: k, maxLength: k });
const crf: fc.Arbitrary<Crf> = fc.record({
  labels: fc.constant(LABELS),
  transitions: fc.array(row, { minLength: k, maxLength: k }),
  start: row,
  end: row,
});
const sentence = fc.array(row, { minLength: 1, maxLength: 4 }).map((rows) => Float32Array.from(rows.flat()));

/** Every label sequence of length n that BIO allows, with its score under the CRF. */
function allPaths({ transitions, start, end }: Crf, emissions: Float32Array): { path: number[]; score: number }[] {
  const n = emissions.length / k;
  let paths: { path: number[]; score: number }[] = [{ path: [], score: 0 }];
  for (let t = 0; t < n; t++) {
    paths = paths.flatMap(({ path, score }) => {
      const from = path.at(-1);
      return LABELS.flatMap((label, to) => {
        if (!isValidTransition(from === undefined ? null : LABELS[from]!, label)) return [];
        const step = from === undefined ? start[to]! : transitions[from]![to]!;
        return [{ path: [...path, to], score: score + step + emissions[t * k + to]! }];
      });
    });
  }
  return paths.map(({ path, score }) => ({ path, score: score + end[path.at(-1)!]! }));
}

test('the decoded path is the best of all valid paths', () => {
  fc.assert(
    fc.property(crf, sentence, (parameters, emissions) => {
      const best = allPaths(parameters, emissions).reduce((a, b) => (b.score > a.score ? b : a));
      const decoded = new CrfDecoder(parameters).decode(emissions);
      const found = allPaths(parameters, emissions).find(({ path }) => path.join() === decoded.join());
      expect(found?.score).toBeCloseTo(best.score, 6);
    }),
  );
});

test('the marginals are the shares of all valid paths that pass through a label', () => {
  fc.assert(
    fc.property(crf, sentence, (parameters, emissions) => {
      const paths = allPaths(parameters, emissions);
      const total = paths.reduce((sum, { score }) => sum + Math.exp(score), 0);
      const expected = new Float64Array(emissions.length);
      for (const { path, score } of paths) {
        for (const [t, label] of path.entries()) expected[t * k + label]! += Math.exp(score) / total;
      }
      const marginals = new CrfDecoder(parameters).marginals(emissions);
      for (const [i, value] of expected.entries()) expect(marginals[i]).toBeCloseTo(value, 6);
    }),
  );
});

test.each([
  ['O', 'I-PER', false],
  ['B-LOC', 'I-PER', false],
  ['B-PER', 'I-PER', true],
  ['I-PER', 'I-PER', true],
  ['I-PER', 'B-LOC', true],
  [null, 'I-LOC', false],
  [null, 'B-LOC', true],
])('from %s to %s is valid: %s', (from, to, valid) => {
  expect(isValidTransition(from, to)).toBe(valid);
});

test('a sentence without tokens has an empty path', () => {
  const zero = new Array<number>(k).fill(0);
  const decoder = new CrfDecoder({ labels: LABELS, transitions: LABELS.map(() => zero), start: zero, end: zero });
  expect(decoder.decode(new Float32Array())).toEqual([]);
});
