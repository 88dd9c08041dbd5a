import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DidChangeTextDocumentNotification, HoverRequest } from 'vscode-languageserver-protocol/node';
import { LanguageServer } from '../protocol/languageServer.ts';
import type { BenchDocument } from './document.ts';
import { type Figure, inAll, peakMemories, quantile, time } from './figures.ts';

const URI = 'file:///bench.txt';
const LOOP_DELAYS = 'test/bench/loopDelays.cjs';
const STARTS = 5;
const HOVERS = 200;
const EDITS = 40;

/** What a writer feels: start, hover, fresh highlights after an edit, memory; the real server over stdio. */
export async function measureServer(modelDirectory: string, { text }: BenchDocument): Promise<Figure[]> {
  const args = ['--model', modelDirectory];
  const starts: number[] = [];
  for (let run = 0; run < STARTS; run++) {
    let server: LanguageServer | undefined;
    starts.push(
      await time(async () => {
        server = await LanguageServer.start({}, args);
        const document = await server.open(URI, text, 'plaintext');
        await server.hover(document, 'meaning');
      }),
    );
    await server!.close();
  }

  const delays = join(mkdtempSync(join(tmpdir(), 'elmo-lens-delays-')), 'delays.json');
  const watched = { ...process.env, NODE_OPTIONS: `--require ${resolve(LOOP_DELAYS)}`, LOOP_DELAYS: delays };
  const server = await LanguageServer.start({ hover: { senses: 'all' } }, args, watched);
  const document = await server.open(URI, text, 'plaintext');
  await server.entities(URI);
  server.process.kill('SIGUSR2'); // what comes now counts
  const analysed: number[] = [];
  const fresh: number[] = [];
  const edits: number[] = [];
  for (let i = 0; i < HOVERS; i++) {
    const position = document.positionAt(Math.floor((i / HOVERS) * text.length));
    analysed.push(
      await time(() => server.connection.sendRequest(HoverRequest.type, { textDocument: { uri: URI }, position })),
    );
  }
  for (let version = 2; version < 2 + EDITS; version++) {
    const sentence = `In spring number ${version} the old bank of the river near Cambridge was covered with plants. `;
    await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: URI, version },
      contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: sentence }],
    });
    const position = { line: 0, character: sentence.indexOf('bank') + 1 };
    const highlighted = time(() => server.entities(URI, version));
    fresh.push(
      await time(() => server.connection.sendRequest(HoverRequest.type, { textDocument: { uri: URI }, position })),
    );
    edits.push(await highlighted);
  }
  const memory = peakMemories(server.process.pid!);
  await server.close();
  const { p99, max } = JSON.parse(readFileSync(delays, 'utf8')) as { readonly p99: number; readonly max: number };
  rmSync(dirname(delays), { recursive: true });

  const ms = (times: number[]): string => `${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)} ms`;
  return [
    {
      what: `start to first hover (median of ${STARTS})`,
      value: `${(quantile(starts, 0.5) / 1000).toFixed(2)} s`,
      bar: 'ready within 2 s',
    },
    { what: `hover, analysed sentence, p50 / p95 of ${HOVERS}`, value: ms(analysed), bar: '20 ms' },
    { what: `hover, fresh sentence, p50 / p95 of ${EDITS}`, value: ms(fresh), bar: '60 ms' },
    { what: `edit to fresh highlights (150 ms of quiet), p50 / p95 of ${EDITS}`, value: ms(edits) },
    {
      what: 'the server kept from its messages meanwhile, p99 / longest',
      value: `${p99.toFixed(0)} / ${max.toFixed(0)} ms`,
      bar: '10 ms',
    },
    {
      what: `peak memory, ${memory.length} processes (${memory.map((peak) => peak.toFixed(0)).join(' + ')})`,
      value: inAll(memory),
      bar: '400 MB',
    },
  ];
}
