import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { DidCloseTextDocumentNotification } from 'vscode-languageserver-protocol/node';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer } from '../protocol/languageServer.ts';
import { childrenOf, memoryOf } from './processes.ts';
import { anyEdit, anyText, Writing } from './writing.ts';

/** What is done in half an hour. */
const MINUTES = 30;
const EDITS = 5000;
const OPENINGS = 200;
const EDITS_EACH = EDITS / OPENINGS;
/** So that what is written stays as long as it is. */
const RESTART_AFTER = 500;
const PARAGRAPHS = 40;
/** What memory may differ by between two thirds of the time, after a first one of warming up. */
const LEVEL = 1.15;
const NOISE_MB = 20;

/**
 * A server that is written in for so many minutes, with documents opened and closed, hovers and searches. Its memory, and
 * that of its engine, stay level after the first third. Throws where they grow.
 */
export async function soak(minutes: number, seed: number): Promise<string> {
  const server = await LanguageServer.start({ hover: { senses: 'all' }, unlikelyWords: { enabled: true } });
  try {
    const edits = Math.max(1, Math.round((EDITS * minutes) / MINUTES));
    const pause = (minutes * 60_000) / edits;
    const texts = fc.sample(anyText(PARAGRAPHS), { seed, numRuns: Math.ceil(edits / EDITS_EACH) + 1 });
    const start = performance.now();
    const memory: number[][] = [];
    let writing = await Writing.open(server, 'file:///written.md', texts[0]!);
    for (const [i, edit] of fc.sample(anyEdit, { seed, numRuns: edits }).entries()) {
      await writing.edit(edit);
      if (i % EDITS_EACH === 0) {
        await visit(server, `file:///visited-${i}.md`, texts[i / EDITS_EACH + 1]!);
        memory.push([server.process.pid!, ...childrenOf(server.process.pid!, 'engine.cjs')].map(memoryOf));
        server.messages.length = 0; // this side remembers all
      }
      if (i % RESTART_AFTER === RESTART_AFTER - 1) {
        await close(server, writing.document.uri);
        writing = await Writing.open(server, `file:///written-${i}.md`, texts[0]!);
      }
      await delay(Math.max(0, start + (i + 1) * pause - performance.now()));
    }
    if ((await server.close()) !== 0) throw new Error(`The server did not leave in order: ${server.errors}`);
    return `${minutes} minutes, ${edits} edits, ${memory.length} documents opened and closed: ${level(memory)}`;
  } finally {
    server.process.kill('SIGKILL');
  }
}

/** Opens a document, reads in it, and closes it. */
async function visit(server: LanguageServer, uri: string, text: string): Promise<void> {
  const document = await server.open(uri, text);
  await server.entities(uri);
  await server.hover(document, 'said');
  await server.connection.sendRequest(SimilarRequest, { query: { text: 'He waited for a letter.' } });
  await close(server, uri);
}

function close(server: LanguageServer, uri: string): Promise<void> {
  return server.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
}

/** Server and engine in the second and the last third, in MB. */
function level(memory: readonly (readonly number[])[]): string {
  const third = Math.floor(memory.length / 3);
  const [second, last] = [memory.slice(third, 2 * third), memory.slice(-third)];
  const told = ['server', 'engine'].map((name, place) => {
    const [before, after] = [mean(second, place), mean(last, place)];
    const said = `${name} ${before.toFixed(0)}, then ${after.toFixed(0)} MB`;
    if (after > before * LEVEL + NOISE_MB) throw new Error(`Memory grows: ${said}`);
    return said;
  });
  return told.join('; ');
}

function mean(samples: readonly (readonly number[])[], place: number): number {
  return samples.reduce((sum, sample) => sum + (sample[place] ?? 0), 0) / samples.length;
}
