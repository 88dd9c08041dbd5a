import { expect, test } from 'vitest';
import { fitLogisticRegression, probabilities } from '../../../server/src/heads/logisticRegression.ts';

const examples = [
  { features: Float32Array.of(1, 0), label: 0 },
  { features: Float32Array.of(2, 1), label: 0 },
  { features: Float32Array.of(-1, 0), label: 1 },
  { features: Float32Array.of(-2, 1), label: 1 },
  { features: Float32Array.of(0, -3), label: 2 },
  { features: Float32Array.of(0, -4), label: 2 },
];

test('labels that can be told apart are', () => {
  const weights = fitLogisticRegression(examples, 3, 0.01);
  for (const { features, label } of examples) {
    const shares = probabilities(weights, features, 3);
    expect(shares.indexOf(Math.max(...shares))).toBe(label);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  }
});

test('no small change of the weights makes the penalised likelihood better', () => {
  const penalty = 0.1;
  const loss = (weights: Float64Array): number => {
    const squares = weights.filter((_, i) => i % 3 !== 2).reduce((sum, weight) => sum + weight * weight, 0);
    const logs = examples.map(({ features, label }) => Math.log(probabilities(weights, features, 3)[label]!));
    return (penalty / 2) * squares - logs.reduce((a, b) => a + b, 0) / examples.length;
  };
  const weights = fitLogisticRegression(examples, 3, penalty);
  for (let i = 0; i < weights.length; i++) {
    for (const change of [-0.01, 0.01]) {
      expect(loss(weights.map((weight, j) => (i === j ? weight + change : weight)))).toBeGreaterThan(loss(weights));
    }
  }
});

test('under a strong penalty the shares of the labels are those of the examples', () => {
  const uneven = [
    ...examples,
    { features: Float32Array.of(1, 1), label: 0 },
    { features: Float32Array.of(2, 2), label: 0 },
  ];
  const shares = probabilities(fitLogisticRegression(uneven, 3, 1e6), Float32Array.of(0, 0), 3);
  expect(shares[0]).toBeCloseTo(0.5, 3);
  expect(shares[1]).toBeCloseTo(0.25, 3);
});

test('features that are far out still give probabilities', () => {
  const shares = probabilities(Float64Array.of(1, 0, -1, 0), Float32Array.of(5000), 2);
  expect([...shares]).toEqual([1, 0]);
});
