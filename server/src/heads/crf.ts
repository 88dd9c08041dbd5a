/** A linear-chain CRF over BIO labels (Lafferty et al. 2001); scores are log-potentials. */
export interface Crf {
  readonly labels: readonly string[];
  /** `[from][to]`. */
  readonly transitions: readonly (readonly number[])[];
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Whether BIO2 lets `to` follow `from` (null: the start): `I-X` only after `B-X` or `I-X`. */
export function isValidTransition(from: string | null, to: string): boolean {
  if (!to.startsWith('I-')) return true;
  return from !== null && from !== 'O' && from.slice(2) === to.slice(2);
}

/** The CRF with invalid BIO transitions forbidden, ready to decode emissions `[n, labels]` (row-major). */
export class CrfDecoder {
  readonly labels: readonly string[];
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  /** `[to * labels + from]`, so that the inner loops read in order. */
  readonly #into: Float64Array;

  constructor({ labels, transitions, start, end }: Crf) {
    const k = labels.length;
    this.labels = labels;
    this.#end = Float64Array.from(end);
    this.#start = Float64Array.from(start, (score, to) =>
      isValidTransition(null, labels[to]!) ? score : Number.NEGATIVE_INFINITY,
    );
    this.#into = new Float64Array(k * k);
    for (let to = 0; to < k; to++) {
      for (let from = 0; from < k; from++) {
        const valid = isValidTransition(labels[from]!, labels[to]!);
        this.#into[to * k + from] = valid ? transitions[from]![to]! : Number.NEGATIVE_INFINITY;
      }
    }
  }

  /** The label index of each token on the best path (Viterbi). */
  decode(emissions: Float32Array): number[] {
    const k = this.labels.length;
    const n = emissions.length / k;
    if (n === 0) return [];
    const back = new Int32Array(n * k);
    let scores = this.#start.map((score, label) => score + emissions[label]!);
    for (let t = 1; t < n; t++) {
      const next = new Float64Array(k);
      for (let to = 0; to < k; to++) {
        let best = 0;
        for (let from = 1; from < k; from++) {
          if (scores[from]! + this.#into[to * k + from]! > scores[best]! + this.#into[to * k + best]!) best = from;
        }
        back[t * k + to] = best;
        next[to] = scores[best]! + this.#into[to * k + best]! + emissions[t * k + to]!;
      }
      scores = next;
    }
    let label = 0;
    for (let candidate = 1; candidate < k; candidate++) {
      if (scores[candidate]! + this.#end[candidate]! > scores[label]! + this.#end[label]!) label = candidate;
    }
    const path = new Array<number>(n);
    for (let t = n - 1; t >= 0; t--) {
      path[t] = label;
      label = back[t * k + label]!;
    }
    return path;
  }

  /** Probability of each label at each token, `[n, labels]` (forward-backward). */
  marginals(emissions: Float32Array): Float64Array {
    const k = this.labels.length;
    const n = emissions.length / k;
    const forward = new Float64Array(n * k);
    const backward = new Float64Array(n * k);
    const terms = new Float64Array(k);
    for (let t = 0; t < n; t++) {
      for (let to = 0; to < k; to++) {
        if (t === 0) forward[to] = this.#start[to]! + emissions[to]!;
        else {
          for (let from = 0; from < k; from++) terms[from] = forward[(t - 1) * k + from]! + this.#into[to * k + from]!;
          forward[t * k + to] = logSumExp(terms) + emissions[t * k + to]!;
        }
      }
    }
    for (let t = n - 1; t >= 0; t--) {
      for (let from = 0; from < k; from++) {
        if (t === n - 1) backward[t * k + from] = this.#end[from]!;
        else {
          for (let to = 0; to < k; to++) {
            const row = (t + 1) * k + to;
            terms[to] = this.#into[to * k + from]! + emissions[row]! + backward[row]!;
          }
          backward[t * k + from] = logSumExp(terms);
        }
      }
    }
    const result = new Float64Array(n * k);
    for (let t = 0; t < n; t++) {
      for (let label = 0; label < k; label++) terms[label] = forward[t * k + label]! + backward[t * k + label]!;
      const total = logSumExp(terms);
      for (let label = 0; label < k; label++) result[t * k + label] = Math.exp(terms[label]! - total);
    }
    return result;
  }
}

function logSumExp(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > most) most = value;
  if (most === Number.NEGATIVE_INFINITY) return most;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum);
}
