/** A smooth function: returns its value at `x` and writes its gradient there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Steps remembered for the estimate of the curvature. */
const MEMORY = 8;
const MAX_ITERATIONS = 200;
/** Share of the decrease that the gradient promises, below which a step is too long (Armijo's condition). */
const SUFFICIENT_DECREASE = 1e-4;

interface Step {
  readonly dx: Float64Array;
  readonly dgradient: Float64Array;
  readonly curvature: number;
}

/**
 * Where a smooth convex function is least: L-BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) with a backtracking line
 * search, from `start`, until no component of the gradient is over `tolerance`.
 */
export function minimise(objective: Objective, start: Float64Array, tolerance = 1e-5): Float64Array {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (gradient.every((component) => Math.abs(component) <= tolerance)) break;
    const direction = descent(gradient, steps);
    const slope = dot(direction, gradient);
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let next = moved(x, direction, length);
    const nextGradient = new Float64Array(x.length);
    let nextValue = objective(next, nextGradient);
    while (nextValue > value + SUFFICIENT_DECREASE * length * slope) {
      length /= 2;
      if (length < 1e-10) return x; // rounding hides any further decrease
      next = moved(x, direction, length);
      nextValue = objective(next, nextGradient);
    }
    remember(steps, moved(next, x, -1), moved(nextGradient, gradient, -1));
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return x;
}

/** Minus the gradient times an estimate of the inverse Hessian: the two-loop recursion. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  let direction: Float64Array = gradient.map((component) => -component);
  const shares: number[] = [];
  for (const { dx, dgradient, curvature } of steps.toReversed()) {
    const share = dot(dx, direction) / curvature;
    shares.unshift(share);
    direction = moved(direction, dgradient, -share);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.dgradient, last.dgradient);
    direction = direction.map((component) => component * scale);
  }
  for (const [i, { dx, dgradient, curvature }] of steps.entries()) {
    direction = moved(direction, dx, shares[i]! - dot(dgradient, direction) / curvature);
  }
  return direction;
}

function remember(steps: Step[], dx: Float64Array, dgradient: Float64Array): void {
  const curvature = dot(dx, dgradient);
  if (curvature <= 0) return; // says nothing that keeps the estimate positive definite
  steps.push({ dx, dgradient, curvature });
  if (steps.length > MEMORY) steps.shift();
}

function moved(x: Float64Array, direction: Float64Array, length: number): Float64Array {
  return x.map((component, i) => component + length * direction[i]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
