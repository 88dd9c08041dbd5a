import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, test } from 'vitest';

let root: string;
let client: Client;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'elmo-lens-mcp-'));
  await mkdir(join(root, 'notes'));
  await writeFile(join(root, 'notes/pets.md'), '# Pets\n\nThe dog barked.\n\nOur *cat* was sleeping on the couch.\n');
  await writeFile(join(root, 'budget.tex'), 'The committee will vote on the budget tomorrow.\n');
  await symlink(tmpdir(), join(root, 'elsewhere'));
  client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [resolve('dist/cli.cjs'), 'mcp', '--root', root] }),
  );
});
afterAll(async () => {
  await client.close();
  await rm(root, { recursive: true });
});

async function call(name: string, parameters: Record<string, unknown>): Promise<{ result?: unknown; error?: string }> {
  const { content, isError } = await client.callTool({ name, arguments: parameters });
  const [{ text }] = content as [{ text: string }];
  return isError ? { error: text } : { result: JSON.parse(text) };
}

test('an agent is offered the four tools, all of which only read', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['embed', 'senses', 'entities', 'similar']);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
});

test('it finds what the files say by meaning, with file and line', async () => {
  const { result } = await call('similar', { query: 'A kitten is asleep on the sofa.', limit: 1 });
  expect(result).toEqual([
    {
      file: join('notes', 'pets.md'),
      line: 5,
      text: 'Our *cat* was sleeping on the couch.',
      score: expect.any(Number),
    },
  ]);
});

test('it reads what a word means, the names, and vectors', async () => {
  const text = 'Angela Merkel sat on the grassy bank of the river.';
  const senses = (await call('senses', { text, word: 'Bank' })).result as { senses: { senseKey: string }[] }[];
  expect(senses.map((word) => word.senses[0]!.senseKey)).toEqual(['bank%1:17:01::']);
  expect((await call('entities', { text })).result).toMatchObject([{ text: 'Angela Merkel', label: 'PER', start: 0 }]);
  const vectors = (await call('embed', { text })).result as { vector: number[] }[];
  expect(vectors).toHaveLength(1);
  expect(Math.hypot(...vectors[0]!.vector)).toBeCloseTo(1, 3);
});

test.each(['..', 'elsewhere', '/'])('the path %j leads out of the root and is refused', async (path) => {
  expect((await call('similar', { query: 'A cat.', path })).error).toMatch(/lies outside of/);
});

test('a path that does not exist is named', async () => {
  expect((await call('similar', { query: 'A cat.', path: 'none.md' })).error).toMatch(/There is no none\.md/);
});
