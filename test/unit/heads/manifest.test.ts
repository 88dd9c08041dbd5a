import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withChecksum } from '../../../server/src/checksum.ts';
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

test('a manifest in which one digit is another is refused, though it is JSON', async () => {
  const path = join(model, 'heads', 'manifest.json');
  const text = withChecksum({ format: 1, bilm: 'x', heads: { sentiment: { file: 'a', sha256: 'b', neutral: 0.125 } } });
  await writeFile(join(model, 'manifest.json'), '{"bilm": "x"}');
  await writeFile(path, text);
  expect(HeadFiles.open(model).parameters('sentiment').neutral).toBe(0.125);
  await writeFile(path, text.replace('0.125', '0.135'));
  expect(() => HeadFiles.open(model).parameters('sentiment')).toThrow(`${path} is damaged (its checksum is wrong)`);
});
