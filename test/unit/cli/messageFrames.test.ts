import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageFrames } from '../../../server/src/cli/messageFrames.ts';

const frame = (message: string, miscounted = 0): string =>
  `Content-Length: ${Buffer.byteLength(message) + miscounted}\r\n\r\n${message}`;
const json = (value: unknown): string => JSON.stringify(value);

/** What comes out, and how many bytes were lost on the way, of an input that arrives in these pieces. */
async function passOn(pieces: readonly (string | Buffer)[]) {
  let [passed, lost] = ['', 0];
  const frames = new MessageFrames((bytes) => {
    lost += bytes;
  });
  frames.setEncoding('utf8').on('data', (text: string) => {
    passed += text;
  });
  for (const piece of pieces) frames.write(piece);
  frames.end();
  await once(frames, 'end');
  return { passed, lost };
}

test('messages pass as they are, whatever the pieces that they arrive in', async () => {
  const messages = fc.array(
    fc.json().map((value) => `{"jsonrpc":${value}}`),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(messages, fc.array(fc.nat(200)), async (texts, cuts) => {
      const all = Buffer.from(texts.map((text) => frame(text)).join(''));
      const places = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const pieces = places.slice(1).map((end, i) => all.subarray(places[i], end));
      expect(await passOn(pieces)).toEqual({ passed: all.toString(), lost: 0 });
    }),
  );
});

const [first, second, third] = [1, 2, 3].map((id) => frame(json({ id, text: 'Content-Length: 5\r\n\r\n' })));

test.each([
  ['says less than it is', frame(json({ id: 0, text: 'ä' }), -5)],
  ['says more than it is', frame(json({ id: 0, text: 'ä' }), 5)],
  ['says far more than it is', frame(json({ id: 0 }), 400_000_000)],
  ['says more than any message is', frame(json({ id: 0 }), 1e12)],
  ['says a negative length', 'Content-Length: -5\r\n\r\n{}'],
  ['says no number', 'Content-Length: many\r\n\r\n{}'],
  ['says no length', 'Content-Type: text\r\n\r\n{}'],
  ['has no headers', json({ id: 0 })],
  ['is long nonsense', 'nonsense\r\n\r\n'.repeat(10_000)],
])('after a message that %s, the next ones are read', async (_, broken) => {
  for (const pieces of [[first!, broken, second!, third!], [...`${first}${broken}${second}${third}`]]) {
    const { passed, lost } = await passOn(pieces);
    expect(passed.startsWith(first!)).toBe(true);
    expect(passed.endsWith(second! + third!)).toBe(true);
    expect(lost).toBeGreaterThan(0);
  }
});

test('other headers are left out, in any order and spelling', async () => {
  const message = 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 2\r\n\r\n{}';
  expect(await passOn([message, message])).toEqual({ passed: frame('{}') + frame('{}'), lost: 0 });
});
