import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer } from '../protocol/languageServer.ts';
import { childrenOf, untilGone } from './processes.ts';

/** The engine waits 0.5, 1 and 2 s before it starts again, and the fifth time within three minutes not at all. */
const KILLS_EACH = 3;
/** From the start of a server's work on, in ms: while the engine loads, computes, or waits. */
const anyMoment = fc.integer({ min: 0, max: 1500 });

/** Sentences that no cache knows, with a word and names whose reading is known. */
function freshText(id: number): string {
  const lines = Array.from(
    { length: 40 },
    (_, line) => `On day ${line} of year ${id}, Angela Merkel sat on the bank of the river in Berlin and kept still.`,
  );
  return lines.join('\n\n');
}

/**
 * Engines killed at random moments, then servers, then the program that started one. All that was asked is answered, as by
 * one that was left alone; no process stays. Prints how long after the kill the answers came. Throws with what was lost.
 */
export async function killProcesses(kills: number, seed: number): Promise<string> {
  const moments = fc.sample(anyMoment, { seed, numRuns: kills });
  const after: number[][] = Array.from({ length: KILLS_EACH }, () => []);
  for (let at = 0; at < kills; at += KILLS_EACH) {
    const times = await killEngines(moments.slice(at, at + KILLS_EACH), at);
    for (const [place, time] of times.entries()) after[place]!.push(time);
  }
  const ends: number[] = [];
  for (const moment of moments.slice(0, Math.ceil(kills / 10))) {
    ends.push(await killServer(moment), await killParent(moment));
  }
  const longest = after.filter((times) => times.length > 0).map((times) => (Math.max(...times) / 1000).toFixed(1));
  const gone = (Math.max(...ends) / 1000).toFixed(1);
  return (
    `${kills} engines: answers within ${longest.join(', ')} s after the first, second, third kill of a server's; ` +
    `${ends.length} servers and parents: nothing left after ${gone} s`
  );
}

/** Gives the time in ms from each kill to when all that was asked before it, and the next hover, was answered. */
async function killEngines(moments: readonly number[], id: number): Promise<number[]> {
  const server = await LanguageServer.start();
  const times: number[] = [];
  try {
    for (const [i, moment] of moments.entries()) {
      const uri = `file:///${i}.md`;
      const document = await server.open(uri, freshText(id + i));
      const asked = Promise.all([
        server.hover(document, 'bank', 20),
        server.entities(uri),
        server.connection.sendRequest(SimilarRequest, { query: { text: 'a quiet place at the water' } }),
      ]);
      await delay(moment);
      for (const pid of childrenOf(server.process.pid!, 'engine.cjs')) process.kill(pid, 'SIGKILL');
      const start = performance.now();
      const [hover, entities, similar] = await asked;
      const next = await server.hover(document, 'bank', 30);
      times.push(performance.now() - start);
      assert.equal(entities.filter(({ text }) => text === 'Berlin').length, 40);
      assert(similar.results.length > 0, 'similar passages are found');
      for (const { contents } of [hover!, next!]) assert.match(JSON.stringify(contents), /sloping land/);
    }
    assert.equal(await server.close(), 0);
  } finally {
    server.process.kill('SIGKILL');
  }
  return times;
}

/** Gives the time in ms until all processes of a killed server were gone. */
async function killServer(moment: number): Promise<number> {
  const server = await LanguageServer.start();
  await server.open('file:///a.md', freshText(0));
  await delay(moment);
  const left = childrenOf(server.process.pid!);
  server.process.kill('SIGKILL');
  const time = await untilAllGone([server.process.pid!, ...left]);
  server.connection.dispose();
  return time;
}

/** As `killServer`, of a server whose parent was killed. */
async function killParent(moment: number): Promise<number> {
  const parent = spawn(process.execPath, ['-e', PARENT, resolve('dist/cli.cjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(createInterface(parent.stdout), 'line')) as [string];
  await delay(moment);
  const left = [Number(pid), ...childrenOf(Number(pid))];
  parent.kill('SIGKILL');
  return untilAllGone(left);
}

/** Starts a server, initialises it, and tells its process id. */
const PARENT = `
  const server = require('node:child_process').spawn(process.execPath, [process.argv[1], 'lsp', '--stdio']);
  const send = (message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write('Content-Length: ' + text.length + '\\r\\n\\r\\n' + text);
  };
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  send({ id: 1, method: 'initialize', params });
  send({ method: 'initialized', params: {} });
  server.stdout.once('data', () => console.log(server.pid));
`;

async function untilAllGone(pids: readonly number[]): Promise<number> {
  const start = performance.now();
  await Promise.all(pids.map(untilGone));
  return performance.now() - start;
}
