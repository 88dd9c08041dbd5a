/**
 * The engine process: owns ONNX Runtime and the model, because `session.run` blocks the thread that calls it.
 * Started by `startEngine` with the model's folder and, unless errors are to be in English, the file of their
 * translations; leaves when its parent does.
 */
import { availableParallelism } from 'node:os';
import * as l10n from '@vscode/l10n';
import { serveParent } from '../childProcess/serve.ts';
import { Analyser } from './analyser.ts';
import type { SentenceOutputs } from './engine.ts';
import type { Batch } from './messages.ts';

/** Two make a batch faster without costing more in all; more of them gain little on matrices of this size. */
const MOST_THREADS = 2;

const [, , modelDirectory = '', translations] = process.argv;
if (translations) l10n.config({ fsPath: translations });
serveParent<Batch, SentenceOutputs[]>(
  async () => {
    const analyser = await Analyser.load(modelDirectory, { threads: Math.min(MOST_THREADS, availableParallelism()) });
    return ({ sentences, outputs }) => analyser.analyse(sentences, outputs);
  },
  { inTurn: true },
);
