/**
 * @typedef {object} Counts what a step of `npm test` did
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [left] why the step was left out
 */

/**
 * The last lines of `npm test`: what did not run, then always `N passed, N failed`.
 * @param {readonly Counts[]} counts
 * @returns {string[]}
 */
export function summary(counts) {
  const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  const lines = [`${total('passed')} passed, ${total('failed')} failed`];
  const left = counts.flatMap(({ left }) => left ?? []);
  if (total('skipped') > 0) left.unshift(`${total('skipped')} skipped (the reasons stand with the tests)`);
  return [...left, ...lines];
}
