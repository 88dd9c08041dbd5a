/** Why the engine could not answer. `reason` decides what the editor does; the message is for people. */
export class EngineError extends Error {
  readonly reason: 'model' | 'crashed' | 'stopped' | 'failed';

  constructor(reason: EngineError['reason'], message: string) {
    super(message);
    this.name = 'EngineError';
    this.reason = reason;
  }
}

/** The caller's cancellation token fired before the answer was there. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'CancelledError';
  }
}
