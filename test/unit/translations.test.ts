import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { translationsFor } from '../../server/src/translations.ts';
import { textsIn, textsUnder } from './spokenTexts.ts';

const { spoken } = textsUnder('client/src', 'server/src');
const messages = new Set(spoken.flatMap(({ message }) => message ?? []));
const bundles = readdirSync('l10n').map((name): [string, Record<string, string>] => [
  name,
  JSON.parse(readFileSync(join('l10n', name), 'utf8')),
]);

/** `{0}` and so on, each once, in order. */
function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

describe('what the user is told', () => {
  it('is written where it is spoken, so that its translation can be found', () => {
    expect(messages.size).toBeGreaterThan(100);
    expect(spoken.filter(({ message }) => message === undefined)).toEqual([]);
  });

  it('is spoken when the language is known, not while the program loads', () => {
    expect(spoken.filter(({ isDeferred }) => !isDeferred)).toEqual([]);
  });

  it('gets as many values as it has places for', () => {
    const places = (count: number) => Array.from({ length: count }, (_, i) => `{${i}}`);
    const wrong = spoken.filter(({ message, values }) => placeholders(message!).join() !== places(values).join());
    expect(wrong).toEqual([]);
  });

  it('leaves out only what is for the log, for programs, or an example of English', () => {
    const { others } = textsUnder('client/src', 'server/src/features', 'server/src/routes');
    expect(others).toEqual([
      'The server did not stop by itself',
      'The lender agreed to a loan',
      'Following the cursor: ',
      'the word lies outside of its sentence',
      'There is no command ',
      ' came after the shutdown.',
      ' came before initialize.',
      'The server is initialized already.',
      'The parameters of the ',
      ' are not those of the protocol (',
      "Pinned senses that can't be read are left out: ",
      "What is hidden can't be read and is left out: ",
      'Files are not indexed. ',
    ]);
  });
});

describe.each(bundles)('%s', (_, bundle) => {
  it('translates every text, and no other', () => {
    const translated = Object.keys(bundle);
    expect([...messages].filter((message) => !translated.includes(message))).toEqual([]);
    expect(translated.filter((message) => !messages.has(message))).toEqual([]);
  });

  it('has the same places for values in each', () => {
    const wrong = Object.entries(bundle).filter(
      ([message, translation]) => placeholders(message).join() !== placeholders(translation).join(),
    );
    expect(wrong).toEqual([]);
  });

  it('quotes the same commands', () => {
    const commands = (text: string) => text.match(/"[^"]*"|Enter|npm run [\w-]+/g)?.sort();
    for (const [message, translation] of Object.entries(bundle)) {
      expect([message, commands(translation)]).toEqual([message, commands(message)]);
    }
  });
});

it('Chinese is written in Chinese, with its own punctuation', () => {
  const [, chinese] = bundles.find(([name]) => name === 'bundle.l10n.zh-cn.json')!;
  const texts = Object.values(chinese).filter((text) => !/^[^\p{L}]*$/u.test(text)); // such as "{0}/{1}"
  expect(texts.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  expect(texts.filter((text) => /\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}|\.$/u.test(text))).toEqual([]);
});

describe('a search for texts', () => {
  const only = (source: string) => textsIn(source).spoken[0];

  it.each([
    ["l10n.t('One of {0}.', 2)", { message: 'One of {0}.', values: 1, isDeferred: false }],
    ["const f = () => l10n.t('One.')", { message: 'One.', values: 0, isDeferred: true }],
    ["class A { f() { return l10n.t('One.'); } }", { message: 'One.', values: 0, isDeferred: true }],
    ["l10n.t(a ? 'One.' : 'Two.')", { message: undefined, values: 0, isDeferred: false }],
    ['l10n.t`One of two.`', { message: undefined, values: 0, isDeferred: false }],
  ])('finds that in %s', (source, expected) => {
    expect(only(source)).toEqual(expected);
  });

  it('finds sentences that are not translated', () => {
    const source = "show('Open a file.', `This one, too.`, l10n.t('Not this {0}.', f('But this one.')), 'a b')";
    expect(textsIn(source).others).toEqual(['Open a file.', 'This one, too.', 'But this one.']);
  });
});

describe('the translations for a locale', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'elmo-lens-translations-'));
    for (const language of ['zh-cn', 'de']) writeFileSync(join(folder, `bundle.l10n.${language}.json`), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['zh-cn', 'zh-cn'],
    ['zh-CN', 'zh-cn'],
    ['zh', 'zh-cn'],
    ['zh-Hans', 'zh-cn'],
    ['zh-SG', 'zh-cn'],
    ['de', 'de'],
    ['de-AT', 'de'],
  ])('%s are in the file for %s', (locale, language) => {
    expect(translationsFor(locale, folder)).toBe(join(folder, `bundle.l10n.${language}.json`));
  });

  it.each(['zh-tw', 'zh-Hant', 'en', 'en-GB', 'fr', '', '../de', 'zh_CN.UTF-8', undefined])(
    'there are none for %s: English is spoken',
    (locale) => {
      expect(translationsFor(locale, folder)).toBeUndefined();
    },
  );
});
