/** The command line: `elmo-lens report FILE…`, `elmo-lens lsp --stdio`, and line-by-line filters for scripts. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createConnection } from 'vscode-languageserver/node';
import { type Installation, installationAround } from '../installation.ts';
import type { Lens } from '../lens.ts';
import { MessageGate } from '../routes/messageGate.ts';
import { startServer } from '../server.ts';
import { embedAsArray, embedAsJson } from './embed.ts';
import { type Filter, filterLines } from './lines.ts';
import { MessageFrames } from './messageFrames.ts';
import { readText } from './readText.ts';
import { withSession } from './session.ts';

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };

const program = new Command('elmo-lens')
  .version(version)
  .description('Reads English prose with ELMo, on this machine.')
  .option('--model <folder>', 'folder of a converted model (default: the one that is shipped)')
  .enablePositionalOptions() // `--model` is a folder before the command, and may be something else after it
  .showHelpAfterError();

function installation(): Installation {
  const shipped = installationAround(__dirname);
  const { model } = program.opts<{ model?: string }>();
  return model === undefined ? shipped : { ...shipped, modelDirectory: resolve(model) };
}

program
  .command('report <files...>')
  .description('print entities, ambiguous words, similar sentences, tone and topic')
  .action((files: string[]) =>
    withSession(installation(), async ({ lens }) => {
      const { report } = await import('./report.ts');
      for (const file of files) console.log(`${await report(lens, file)}\n`);
    }),
  );

program
  .command('lsp')
  .description('start the language server for an editor')
  .option('--stdio', 'talk over standard input and output (the only way, and the default)')
  .action(() => {
    const frames = new MessageFrames((bytes) => {
      console.error(`${bytes} bytes of the input are no message of the protocol, and were left out.`);
    });
    pipeline(process.stdin, frames, () => {}); // their end is the connection's business
    const connection = createConnection(frames, process.stdout, { messageStrategy: new MessageGate() });
    startServer(connection, installation());
  });

program
  .command('mcp')
  .description('offer embed, senses, entities and similar to a chat agent over MCP (standard input and output)')
  .option('--root <folder>', 'the folder whose files the agent may search', '.')
  .action(({ root }: { root: string }) =>
    withSession(installation(), async ({ lens }) => {
      const { serveMcp } = await import('./mcp.ts');
      await serveMcp(lens, { root: resolve(root), version });
    }),
  );

program
  .command('embed')
  .description('{"id"?,"tokens"} -> {"id"?,"layers": [layers][tokens][2P]}')
  .option('--output <file>', 'write one .npy array instead: float32 [layers, all tokens, 2P]')
  .option('--states', "with --output: the biLM's own rows, float16 [all tokens and boundaries, (1 + 2 layers) P]")
  .action(({ output, states }: { output?: string; states?: boolean }) =>
    withSession(installation(), ({ engine }) =>
      output === undefined
        ? embedAsJson(engine, process.stdin, process.stdout)
        : embedAsArray(engine, process.stdin, output, states === true),
    ),
  );

type Filters = typeof import('./filters.ts');

/** Filters are loaded when one runs: they bring the reader of prose, which the server leaves to its worker thread. */
function addFilter<Line>(
  name: string,
  description: string,
  choose: (filters: Filters) => (lens: Lens) => Filter<Line>,
): void {
  program
    .command(name)
    .description(description)
    .action(() =>
      withSession(installation(), async ({ lens }) => {
        const filter = choose(await import('./filters.ts'));
        await filterLines(process.stdin, process.stdout, filter(lens));
      }),
    );
}

addFilter(
  'senses',
  '{"id","tokens","targets"} -> {"id","targets":[{"id","senseKey","probability"}]}',
  (filters) => filters.sensesFilter,
);
addFilter(
  'entities',
  '{"id","tokens"} -> {"id","labels"}; {"id","text"} -> {"id","entities"}',
  (filters) => filters.entitiesFilter,
);
addFilter('similarity', '{"id","a","b"} -> {"id","score"}', (filters) => filters.similarityFilter);

program
  .command('classify')
  .description(
    '{"id","text"} -> {"id","label","score","neutral"}; with an option {"id","label","score","scores":{label: probability}}',
  )
  .addOption(new Option('--topic', 'World, Sports, Business or Sci/Tech instead of the tone').conflicts('model'))
  .option('--model <file>', 'labels of your own instead of the tone: a file written by train-classifier')
  .action(({ topic, model }: { topic?: boolean; model?: string }) =>
    withSession(installation(), async ({ lens }) => {
      const { classifyFilter, labelFilter } = await import('./filters.ts');
      const run = <Line>(filter: Filter<Line>) => filterLines(process.stdin, process.stdout, filter);
      if (model !== undefined) return run(labelFilter(lens.classifier(await readText(model), model)));
      return run(topic ? labelFilter(lens.topic) : classifyFilter(lens));
    }),
  );

program
  .command('perplexity <file>')
  .description("print how surprised the biLM is by a file's prose (needs a model with a softmax)")
  .option('--sentences', 'sentence by sentence too')
  .action(async (file: string, { sentences }: { sentences?: boolean }) => {
    const { perplexityLines } = await import('./perplexity.ts');
    const { VocabularySoftmax } = await import('../elmo/vocabularySoftmax.ts');
    const softmax = await VocabularySoftmax.load(installation().modelDirectory);
    await withSession(installation(), async ({ engine }) => {
      for await (const line of perplexityLines(engine, softmax, file, sentences === true)) console.log(line);
    });
  });

program
  .command('train-classifier <file>')
  .description('learn labels of your own from {"text","label"} lines, a few dozen a label, for classify --model')
  .requiredOption('--output <file>', 'where to write the classifier')
  .action((input: string, { output }: { output: string }) =>
    withSession(installation(), async (session) => {
      const { trainClassifierFile } = await import('./trainClassifier.ts');
      console.log(await trainClassifierFile(session, { input, output }));
    }),
  );

program
  .command('index <folders...>')
  .description('put the sentences of all prose in the folders into an index that a team shares')
  .requiredOption(
    '--to <url>',
    'a PostgreSQL server with pgvector, postgresql://USER@HOST/DATABASE; password in PGPASSWORD',
  )
  .option('--engines <count>', 'engines at work, each on two cores (default: for all cores)', wholeNumber)
  .action(async (folders: string[], { to, engines }: { to: string; engines?: number }) => {
    const { indexFolders } = await import('./indexFolders.ts');
    await indexFolders(installation(), folders, { url: to, engines, progress: showProgress, log });
  });

addFilter('sentences', '{"id","text","language"?} -> {"id","sentences"}', (filters) => () => filters.sentencesFilter);
addFilter(
  'hover',
  '{"id","text","offset","language"?} -> {"id","contents","senseKey"}',
  (filters) => filters.hoverFilter,
);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,2}$/u.test(text)) throw new InvalidArgumentError('It is a number from 1 to 999.');
  return Number(text);
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Lines of which each takes the place of the one before on a terminal; elsewhere, each is a line of its own. */
function showProgress(line: string, isLast: boolean): void {
  const isTerminal = process.stderr.isTTY;
  if (isTerminal) process.stderr.write(`\r\x1b[K${isLast ? '' : line}`);
  if (isLast) console.log(line);
  else if (!isTerminal) log(line);
}

function fail(error: unknown): void {
  process.stderr.write(`elmo-lens: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail(error);
  process.exit(); // nobody reads on, as in `elmo-lens embed | head`
});
program.parseAsync().catch(fail);
