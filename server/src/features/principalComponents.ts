import type { CancellationToken } from 'vscode-languageserver-protocol';
import { Slices } from '../slices.ts';

/** Steps of the power iteration; after these, two components that explain nearly the same may still be mixed. */
const MAXIMUM_STEPS = 300;
/** A direction that turns by less than this (1 - cosine) in a step has been found. */
const SETTLED = 1e-12;
/** A share of the variance so small that it comes from rounding: what lies on a line is not drawn beside it. */
const NEGLIGIBLE = 1e-9;

export interface PlaneView {
  /** Where each row lies in the plane, in the rows' own units, its mean at the origin. */
  readonly points: readonly (readonly [number, number])[];
  /** How much of the rows' variance each of the two directions holds, 0..1; the first holds more. */
  readonly shares: readonly [number, number];
}

/**
 * The plane in which the rows differ most: their first two principal components (Pearson 1901), by power iteration on
 * their covariance, in slices. The same rows always give the same view. All rows have the same length; no rows give no
 * points. Rejects with `CancelledError`.
 */
export async function principalPlane(rows: readonly Float32Array[], token?: CancellationToken): Promise<PlaneView> {
  const slices = new Slices(token);
  const dimensions = rows[0]?.length ?? 0;
  const centred = centre(rows, dimensions);
  const covariance = await covarianceOf(centred, dimensions, slices);
  const total = trace(covariance, dimensions);
  const negligible = total * NEGLIGIBLE;
  const first = await leadingDirection({ covariance, dimensions, negligible, slices });
  const second = await leadingDirection({ covariance, dimensions, negligible, slices, other: first.axis });
  const share = ({ variance }: Direction): number => (total > 0 ? Math.min(1, Math.max(0, variance / total)) : 0);
  return {
    points: centred.map((row) => [dot(row, first.axis), dot(row, second.axis)]),
    shares: [share(first), share(second)],
  };
}

/** An axis of length 1 (or 0, where nothing varies), and the variance along it. */
interface Direction {
  readonly axis: Float64Array;
  readonly variance: number;
}

function centre(rows: readonly Float32Array[], dimensions: number): Float64Array[] {
  const mean = new Float64Array(dimensions);
  for (const row of rows) for (let i = 0; i < dimensions; i++) mean[i]! += row[i]! / rows.length;
  return rows.map((row) => Float64Array.from(row, (value, i) => value - mean[i]!));
}

/** Row-major `[dimensions, dimensions]`. */
async function covarianceOf(
  centred: readonly Float64Array[],
  dimensions: number,
  slices: Slices,
): Promise<Float64Array> {
  const covariance = new Float64Array(dimensions * dimensions);
  for (const row of centred) {
    await slices.giveWay();
    for (let i = 0; i < dimensions; i++) {
      const scaled = row[i]! / centred.length;
      for (let j = 0; j <= i; j++) covariance[i * dimensions + j]! += scaled * row[j]!;
    }
  }
  for (let i = 0; i < dimensions; i++) {
    for (let j = i + 1; j < dimensions; j++) covariance[i * dimensions + j] = covariance[j * dimensions + i]!;
  }
  return covariance;
}

function trace(matrix: Float64Array, dimensions: number): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += matrix[i * dimensions + i]!;
  return sum;
}

interface Search {
  readonly covariance: Float64Array;
  readonly dimensions: number;
  readonly negligible: number;
  readonly slices: Slices;
  readonly other?: Float64Array;
}

/** The direction of most variance; at a right angle to `other`, where there is one. None below `negligible` variance. */
async function leadingDirection({ covariance, dimensions, negligible, slices, other }: Search): Promise<Direction> {
  // Any start will do that is not at a right angle to the direction sought.
  let axis = normalise(Float64Array.from({ length: dimensions }, (_, i) => Math.sin(i + 1)));
  for (let step = 0; step < MAXIMUM_STEPS; step++) {
    await slices.giveWay();
    const turned = multiply(covariance, axis);
    const next = other ? without(turned, other) : turned;
    if (Math.sqrt(dot(next, next)) <= negligible) return { axis: new Float64Array(dimensions), variance: 0 };
    const previous = axis;
    axis = normalise(next);
    if (1 - dot(axis, previous) < SETTLED) break;
  }
  return { axis, variance: dot(multiply(covariance, axis), axis) };
}

/** What is left of a vector at a right angle to an axis of length 1. */
function without(vector: Float64Array, axis: Float64Array): Float64Array {
  const along = dot(vector, axis);
  return vector.map((value, i) => value - along * axis[i]!);
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, i) => dot(matrix.subarray(i * vector.length, (i + 1) * vector.length), vector));
}

function normalise(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
