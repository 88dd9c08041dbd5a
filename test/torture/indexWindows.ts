import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LogMessageNotification } from 'vscode-languageserver-protocol/node';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer } from '../protocol/languageServer.ts';

const LIMIT_SECONDS = 10;

/**
 * Three servers share an index. The one that reads the files is killed, so many times, and another started:
 * within 10 s one of the others has read what is new, once, and each finds it. Throws where it takes longer, or is not found.
 */
export async function killWriters(times: number): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'elmo-lens-windows-'));
  mkdirSync(join(root, 'notes'));
  const servers = new Set<LanguageServer>();
  const start = async (): Promise<void> => {
    const server = new LanguageServer();
    servers.add(server);
    await server.initialize({
      workspaceFolders: [{ uri: pathToFileURL(join(root, 'notes')).href, name: 'notes' }],
      initializationOptions: { indexFolder: join(root, 'index') },
    });
    await server.status('ready');
  };
  /** The server that reads files next. */
  const reading = () => Promise.race([...servers].map((server) => nextReading(server).then(() => server)));
  let slowest = 0;
  try {
    write(root, 0);
    await start();
    let writer = await reading();
    await Promise.all([start(), start()]);
    for (let time = 1; time <= times; time++) {
      const exited = once(writer.process, 'exit');
      writer.process.kill('SIGKILL');
      servers.delete(writer);
      await exited;
      write(root, time);
      const killed = performance.now();
      writer = await reading();
      const seconds = (performance.now() - killed) / 1000;
      assert.ok(seconds < LIMIT_SECONDS, `after ${seconds.toFixed(1)} s`);
      slowest = Math.max(slowest, seconds);
      for (const server of servers) await expectFound(server, time);
      await start();
    }
  } finally {
    for (const server of servers) await server.close();
    rmSync(root, { recursive: true });
  }
  return `${times} writers killed, the next had read what is new after ${slowest.toFixed(1)} s at most`;
}

const sentence = (number: number): string =>
  `The bishop wrote letter number ${4000 + number} by the light of a candle.`;

function write(root: string, number: number): void {
  writeFileSync(join(root, 'notes', `${number}.md`), `${sentence(number)}\n`);
}

/** Resolves at the next line that says that files were read: what was said before is forgotten. */
async function nextReading(server: LanguageServer): Promise<void> {
  server.messages.length = 0;
  await server.next(LogMessageNotification.type, ({ message }) => message.startsWith('Index: '));
}

async function expectFound(server: LanguageServer, number: number): Promise<void> {
  const query = { text: sentence(number) };
  const { results } = await server.connection.sendRequest(SimilarRequest, { query });
  assert.equal(results[0]?.text, sentence(number));
}
