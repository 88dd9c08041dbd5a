import { expect, test } from 'vitest';
import { type LabelledText, trainClassifier } from '../../../server/src/heads/classifierTraining.ts';
import { probabilities } from '../../../server/src/heads/logisticRegression.ts';

/** A number between -1 and 1 that looks random and is always the same. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

/** Texts of two labels with six features, the first of which tells them apart by `distance`. */
function texts(count: number, distance: number): LabelledText[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const features = Float32Array.from({ length: 6 }, (_, f) => 100 * f + noise(7 * i + f));
    features[0]! += label * distance;
    return { text: `text ${i}`, features, label };
  });
}

test('what can be told apart is, in cross-validation and by the weights for raw features', () => {
  const all = texts(40, 5);
  const { weights, validation } = trainClassifier(all, 2);
  expect(validation).toEqual({ accuracy: 1, macroF1: 1 });
  for (const { features, label } of all) expect(probabilities(weights, features, 2)[label]).toBeGreaterThan(0.5);
});

test('labels that have nothing to do with the features do no better than chance', () => {
  expect(trainClassifier(texts(200, 0), 2).validation.accuracy).toBeLessThan(0.65);
});

test('macro F1 counts a label that is never found as nothing', () => {
  const rare = texts(42, 0).map((text, i) => ({ ...text, label: i < 2 ? 1 : 0 }));
  const { accuracy, macroF1 } = trainClassifier(rare, 2).validation;
  expect(accuracy).toBeCloseTo(40 / 42, 5);
  expect(macroF1).toBeCloseTo((2 * 40) / (40 + 42) / 2, 5);
});

test('the order of the texts does not matter', () => {
  const all = texts(30, 1);
  expect(trainClassifier(all.toReversed(), 2)).toEqual(trainClassifier(all, 2));
});

test('two texts a label are enough, and a feature that never varies does no harm', () => {
  const few = texts(4, 5).map((text) => ({ ...text, features: Float32Array.of(text.features[0]!, 1) }));
  const { weights, validation } = trainClassifier(few, 2);
  expect(validation.accuracy).toBe(1);
  expect(weights.every(Number.isFinite)).toBe(true);
});

test('progress rises to 1', () => {
  const told: number[] = [];
  trainClassifier(texts(20, 1), 2, (done) => told.push(done));
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});
