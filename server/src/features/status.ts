import * as l10n from '@vscode/l10n';
import type { EngineState } from '../engine/engineClient.ts';
import type { ServerState } from '../protocol.ts';

/** Work shorter than this is not worth a busy sign. */
const BUSY_AFTER_MS = 300;
/** A rest shorter than this is none: a long text is read in pieces, and between two of them there is nothing to do. */
const REST_AFTER_MS = 50;

/** Turns what the engine does into the one status that the editor shows. */
export class StatusReporter {
  readonly #send: (state: ServerState, message: string) => void;
  /** While the engine works: says so after a while. */
  #busy: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;
  #last = '';

  constructor(send: (state: ServerState, message: string) => void) {
    this.#send = send;
  }

  engine(state: EngineState): void {
    clearTimeout(this.#rest);
    if (state.kind === 'working') {
      this.#busy ??= setTimeout(() => this.#report('working', l10n.t('Reading')), BUSY_AFTER_MS);
    } else if (state.kind === 'ready' && this.#busy) {
      this.#rest = setTimeout(() => this.#settle(state), REST_AFTER_MS);
    } else this.#settle(state);
  }

  #settle(state: Exclude<EngineState, { kind: 'working' }>): void {
    clearTimeout(this.#busy);
    this.#busy = undefined;
    if (state.kind === 'error') this.#report('error', state.error.message);
    else if (state.kind === 'starting') this.#report('starting', l10n.t('Loading the language model'));
    else this.#report('ready', l10n.t('Ready'));
  }

  /** A feature could not do its work, and nobody had asked who could be told. */
  problem(error: unknown): void {
    this.#report('error', error instanceof Error ? error.message : String(error));
  }

  #report(state: ServerState, message: string): void {
    if (this.#last === `${state} ${message}`) return;
    this.#last = `${state} ${message}`;
    this.#send(state, message);
  }
}
