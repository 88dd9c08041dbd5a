const WINDOW_MS = 3 * 60_000;
const DELAYS_MS = [100, 250, 500, 1000];

/** How long to wait before each restart, and when to give up: the fifth crash within three minutes is the last. */
export class RestartPolicy {
  #crashes: number[] = [];

  /** Milliseconds to wait, or undefined where restarting is pointless. `now` in milliseconds. */
  delayAfterCrash(now: number): number | undefined {
    this.#crashes = [...this.#crashes.filter((time) => now - time < WINDOW_MS), now];
    return DELAYS_MS[this.#crashes.length - 1];
  }
}
