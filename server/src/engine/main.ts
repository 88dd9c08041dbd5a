/**
 * The engine process: owns ONNX Runtime and the model, because `session.run` blocks the thread that calls it.
 * Started by `EngineProcess` with the model's folder and, unless errors are to be in English, the file of their
 * translations; leaves when its parent does.
 */
import { availableParallelism } from 'node:os';
import * as l10n from '@vscode/l10n';
import { Analyser } from './analyser.ts';
import type { BatchRequest, EngineMessage } from './messages.ts';

/** Two make a batch faster without costing more in all; more of them gain little on matrices of this size. */
const MOST_THREADS = 2;

const send = (message: EngineMessage): void => {
  process.send?.(message);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function serve(modelDirectory: string): Promise<void> {
  const analyser = await Analyser.load(modelDirectory, { threads: Math.min(MOST_THREADS, availableParallelism()) });
  process.on('message', async ({ id, sentences, outputs }: BatchRequest) => {
    try {
      send({ kind: 'result', id, outputs: await analyser.analyse(sentences, outputs) });
    } catch (error) {
      send({ kind: 'failed', id, message: messageOf(error) });
    }
  });
  send({ kind: 'ready' });
}

const [, , modelDirectory = '', translations] = process.argv;
if (translations) l10n.config({ fsPath: translations });
process.on('disconnect', () => process.exit(0));
serve(modelDirectory).catch((error: unknown) => {
  send({ kind: 'unusable', message: messageOf(error) });
  process.disconnect?.();
});
