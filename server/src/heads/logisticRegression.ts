import { softmax } from '../elmo/softmax.ts';
import { minimise } from './minimise.ts';

/** A row of features and the index of its label. */
export interface Example {
  readonly features: Float32Array;
  readonly label: number;
}

/**
 * The weights of multinomial logistic regression, row-major `[labels][features + 1]`, each row ending in its bias: those
 * that make the labels most likely, less half of `penalty` times the squared weights (biases aside) for each example.
 * From `start` where given, which is faster where the penalty was a little higher.
 */
export function fitLogisticRegression(
  examples: readonly Example[],
  labels: number,
  penalty: number,
  start?: Float64Array,
): Float64Array {
  const width = examples[0]!.features.length;
  const objective = (weights: Float64Array, gradient: Float64Array): number => {
    let loss = ridge(weights, width, penalty, gradient);
    for (const { features, label } of examples) {
      const shares = probabilities(weights, features, labels);
      loss -= Math.log(Math.max(shares[label]!, Number.MIN_VALUE)) / examples.length;
      for (let k = 0; k < labels; k++) {
        const error = (shares[k]! - (k === label ? 1 : 0)) / examples.length;
        const row = k * (width + 1);
        for (let i = 0; i < width; i++) gradient[row + i]! += error * features[i]!;
        gradient[row + width]! += error;
      }
    }
    return loss;
  };
  return minimise(objective, start ?? new Float64Array(labels * (width + 1)));
}

/** The penalty of the weights; sets `gradient` to its gradient. */
function ridge(weights: Float64Array, width: number, penalty: number, gradient: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = i % (width + 1) === width ? 0 : weights[i]!;
    squares += weight * weight;
    gradient[i] = penalty * weight;
  }
  return (penalty / 2) * squares;
}

/** The probability of each label, given weights as `fitLogisticRegression` makes them. */
export function probabilities(
  weights: Float64Array | Float32Array,
  features: Float32Array,
  labels: number,
): Float64Array {
  const width = features.length;
  const scores = new Float64Array(labels);
  for (let k = 0; k < labels; k++) {
    const row = k * (width + 1);
    let score = weights[row + width]!;
    for (let i = 0; i < width; i++) score += weights[row + i]! * features[i]!;
    scores[k] = score;
  }
  return softmax(scores);
}
