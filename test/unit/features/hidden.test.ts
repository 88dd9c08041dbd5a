import { describe, expect, test } from 'vitest';
import { Hidden } from '../../../server/src/features/hidden.ts';
import { defaultSettings, updateSettings } from '../../../server/src/settings.ts';

const URI = 'file:///notes/a.md';

function hiddenBy(settings: object): Hidden {
  const all = updateSettings(defaultSettings, settings, (line) => expect.fail(line));
  return new Hidden({ of: () => all, folderOf: () => 'file:///notes' });
}

test('nothing is hidden at first', () => {
  const hidden = hiddenBy({});
  expect(hidden.hidesFile(URI)).toBe(false);
  expect(hidden.wordTest(URI)({ lemma: 'bank' })).toBe(false);
  expect(hidden.nameTest(URI)('Berlin')).toBe(false);
});

test('words are hidden whatever their capitals, names whatever is between their words', () => {
  const hidden = hiddenBy({ words: { hidden: ['Bank', 'take place'] }, entities: { hidden: ['New York'] } });
  expect(['bank', 'take place', 'place'].map((lemma) => hidden.wordTest(URI)({ lemma }))).toEqual([true, true, false]);
  expect(['New\n  York', 'New York City', 'new york'].map(hidden.nameTest(URI))).toEqual([true, false, false]);
});

test('patterns of files count from the folder of the workspace on', () => {
  const hidden = hiddenBy({ files: { hidden: ['drafts/*', '*.tex'] } });
  const files = ['a.md', 'a.tex', 'drafts/b.md', 'old/drafts/b.md'];
  expect(files.filter((path) => hidden.hidesFile(`file:///notes/${path}`))).toEqual(['a.tex', 'drafts/b.md']);
});

describe('what a client remembers of a document', () => {
  const remembered = { words: ['bank'], names: ['Berlin'], file: true };

  test('counts there, beside the settings', () => {
    const hidden = hiddenBy({ words: { hidden: ['set'] } });
    hidden.restore({ [URI]: remembered });
    expect(hidden.hidesFile(URI)).toBe(true);
    expect(hidden.hidesFile('file:///notes/b.md')).toBe(false);
    expect(['bank', 'set', 'sit'].map((lemma) => hidden.wordTest(URI)({ lemma }))).toEqual([true, true, false]);
    expect(hidden.nameTest(URI)('Berlin')).toBe(true);
    expect(hidden.nameTest('file:///notes/b.md')('Berlin')).toBe(false);
  });

  test('is replaced by what it remembers later', () => {
    const hidden = hiddenBy({});
    hidden.restore({ [URI]: remembered });
    hidden.restore({ [URI]: { words: [], names: [], file: false } });
    expect(hidden.hidesFile(URI)).toBe(false);
    expect(hidden.nameTest(URI)('Berlin')).toBe(false);
  });

  test.each([
    ['without its lists', { [URI]: { words: 'bank' } }],
    ['a text', 'bank'],
  ])('is refused where it is %s, and what was stays', (_, raw) => {
    const hidden = hiddenBy({});
    hidden.restore({ [URI]: remembered });
    expect(() => hidden.restore(raw)).toThrow();
    expect(hidden.hidesFile(URI)).toBe(true);
  });
});
