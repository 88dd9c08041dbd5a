import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeadError, HeadFiles } from '../../../server/src/heads/manifest.ts';

let model: string;
beforeEach(async () => {
  model = await mkdtemp(join(tmpdir(), 'heads-'));
  await mkdir(join(model, 'heads'));
});
afterEach(() => rm(model, { recursive: true }));

test.each([
  ['is not JSON', '{"format": 1, "bilm": "a\u0001b', 'it is not JSON'],
  ['lacks a field', '{"format": 1, "bilm": "x", "heads": {"topic": {"file": "topic.onnx"}}}', 'heads.topic.sha256: '],
])('a manifest that %s is refused with its name, the fault and a repair', async (_, text, fault) => {
  const path = join(model, 'heads', 'manifest.json');
  await writeFile(path, text);
  const read = () => HeadFiles.open(model).parameters('topic');
  expect(read).toThrow(HeadError);
  expect(read).toThrow(`${path} is damaged (${fault}`);
  expect(read).toThrow(/restore the file, or train the heads again: npm run train-heads -- --model /);
  expect(read).not.toThrow(/SyntaxError|control character/);
});
