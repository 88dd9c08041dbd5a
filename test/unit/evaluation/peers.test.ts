import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { cosinesOf, openPeer, UNIVERSAL_SENTENCE_ENCODER } from '../../evaluation/peers.ts';

test('a peer that is not installed is left out with a line that says how to install it', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    expect(await openPeer(UNIVERSAL_SENTENCE_ENCODER, tmpdir())).toBeUndefined();
    expect(log.mock.calls.join()).toContain('npm install --no-save @energetic-ai/core');
  } finally {
    log.mockRestore();
  }
});

test('an installed peer that fails is an error', async () => {
  const broken = { name: 'broken', packages: [], load: () => Promise.reject(new Error('no memory')) };
  await expect(openPeer(broken, tmpdir())).rejects.toThrow('no memory');
});

test('each text is encoded once, whatever number of pairs it is in', async () => {
  const seen: string[] = [];
  const encode = async (texts: readonly string[]) => {
    seen.push(...texts);
    return texts.map((text) => (text === 'left' ? [1, 0] : [text.length - 5, 1]));
  };
  const pairs = [
    { a: 'left', b: 'above' },
    { a: 'left', b: 'aslant' },
    { a: 'above', b: 'above' },
  ];
  const { cosines } = await cosinesOf(encode, pairs);
  expect(seen).toEqual(['left', 'above', 'aslant']);
  expect(cosines[0]).toBeCloseTo(0, 6);
  expect(cosines[1]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(cosines[2]).toBeCloseTo(1, 6);
});
