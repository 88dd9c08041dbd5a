import * as l10n from '@vscode/l10n';
import { type ChildFailure, RequestProcess } from '../childProcess/requestProcess.ts';
import type { SentenceOutputs } from './engine.ts';
import { EngineError } from './errors.ts';
import type { Batch } from './messages.ts';

/**
 * One running engine process, which answers batches until it ends. All its errors are `EngineError`: `model` where the
 * model can't be used, `crashed` where the process died, `failed` where it refused a batch.
 */
export type EngineProcess = RequestProcess<Batch, SentenceOutputs[], EngineError>;

/** `translations`: the file with what errors say in the user's language; without one, English. */
export function startEngine(
  script: string,
  modelDirectory: string,
  translations: string | undefined,
  log: (line: string) => void,
): EngineProcess {
  return new RequestProcess({ script, args: [modelDirectory, ...(translations ? [translations] : [])], log, toError });
}

function toError(failure: ChildFailure, why: string): EngineError {
  if (failure === 'unusable') return new EngineError('model', why);
  if (failure === 'failed') return new EngineError('failed', why);
  return new EngineError('crashed', l10n.t('The engine process ended ({0}).', why));
}
