import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentProse } from '../../../server/src/documents/prose.ts';
import { selectedSentences } from '../../../server/src/features/selection.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { parseVisible } from '../../../server/src/text/visible.ts';

/** What a text marked `one [two] three` has selected; `[]` is a cursor. */
function select(marked: string) {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const document = TextDocument.create('file:///a.md', 'markdown', 1, marked.replace(/[[\]]/g, ''));
  const prose = new DocumentProse({
    parse: async (text, language) => parseProse(text, language),
    parseVisible: async (text, language, range) => parseVisible(text, language, range),
  });
  return selectedSentences(prose, document, { start: document.positionAt(start), end: document.positionAt(end) });
}

test('a cursor means its sentence and the word under it', async () => {
  const { text, sentences, word } = await select('It rained. We stayed at h[]ome. It was dull.');
  expect(text).toBe('We stayed at home.');
  expect(sentences).toEqual([['We', 'stayed', 'at', 'home', '.']]);
  expect(word?.index).toBe(3);
});

test('a selected word is a word in its sentence', async () => {
  const { text, sentences, word } = await select('We stayed at [home].');
  expect({ text, sentences }).toEqual({ text: 'home', sentences: [['home']] });
  expect(word?.sentence.tokens.length).toBe(5);
});

test('a selection over two sentences is two, and no word', async () => {
  const { sentences, word } = await select('It [rained. We stayed] at home.');
  expect(sentences).toEqual([
    ['rained', '.'],
    ['We', 'stayed'],
  ]);
  expect(word).toBeUndefined();
});

test('a cursor between two sentences means the one that begins', async () => {
  expect((await select('It rained. []We stayed.')).text).toBe('We stayed.');
});

test('code and empty lines hold nothing', async () => {
  expect((await select('One.\n[\n]\nTwo.')).sentences).toEqual([]);
  expect((await select('    code [here]\n')).sentences).toEqual([]);
});
