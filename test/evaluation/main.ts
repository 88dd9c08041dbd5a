/** `npm run evaluate [-- TASK…]`: scores the shipped model through the editor's own code, and writes the model card's tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { withSession } from '../../server/src/cli/session.ts';
import { installationAround } from '../../server/src/installation.ts';
import { WordNet } from '../../server/src/wordnet/wordnet.ts';
import { DataFolder, MissingDataError } from './data.ts';
import { entities } from './entities.ts';
import { table, withTable } from './modelCard.ts';
import { sameSense } from './sameSense.ts';
import { senses } from './senses.ts';
import { sentiment } from './sentiment.ts';
import { similarity } from './similarity.ts';
import { subjects } from './subjects.ts';
import { synonyms } from './synonyms.ts';
import type { Task } from './task.ts';
import { topic } from './topic.ts';
import { unlikelyWords } from './unlikelyWords.ts';
import { wordsInContext } from './wordsInContext.ts';

const TASKS: readonly Task[] = [
  senses,
  subjects,
  sameSense,
  wordsInContext,
  entities,
  similarity,
  sentiment,
  topic,
  unlikelyWords,
  synonyms,
];
const REPOSITORY = join(__dirname, '..');
const MODEL_CARD = join(REPOSITORY, 'models/README.md');

async function evaluate(names: readonly string[], options: { readonly data: string; readonly model?: string }) {
  const unknown = names.find((name) => !TASKS.some((task) => task.name === name));
  if (unknown)
    throw new Error(`There is no task "${unknown}": choose from ${TASKS.map(({ name }) => name).join(', ')}.`);
  const shipped = installationAround(__dirname);
  const installation = options.model ? { ...shipped, modelDirectory: resolve(options.model) } : shipped;
  const data = new DataFolder(resolve(options.data));
  const wordNet = await WordNet.load(installation.wordNet);
  await withSession(installation, async (session) => {
    for (const task of TASKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const started = performance.now();
      try {
        const figures = table(
          await task.run({ ...session, data, wordNet, modelDirectory: installation.modelDirectory }),
        );
        console.log(`\n${task.name} (${((performance.now() - started) / 1000).toFixed(0)} s)\n${figures}`);
        if (!options.model) writeFileSync(MODEL_CARD, withTable(readFileSync(MODEL_CARD, 'utf8'), task.name, figures));
      } catch (error) {
        if (!(error instanceof MissingDataError)) throw error;
        console.log(`\n${task.name}: skipped. ${error.message}`);
      }
    }
  });
}

new Command('evaluate')
  .description('Scores the model on the development sets, and writes the tables of models/README.md.')
  .argument('[tasks...]', `tasks to run: ${TASKS.map(({ name }) => name).join(', ')} (default: all)`)
  .option('--data <folder>', 'folder of the labelled sets', join(REPOSITORY, '../shared/data'))
  .option('--model <folder>', 'another model than the shipped one; leaves the model card as it is')
  .action(evaluate)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`evaluate: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
