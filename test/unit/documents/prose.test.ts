import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentProse } from '../../../server/src/documents/prose.ts';
import { ParseFailedError, ParseTimeoutError } from '../../../server/src/text/parser.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { parseVisible } from '../../../server/src/text/visible.ts';

/** A parser that fails the first time, and then reads. */
function proseThatFailsOnce(error: Error) {
  let parsed = 0;
  return new DocumentProse({
    parse: async (text, language) => {
      parsed++;
      if (parsed === 1) throw error;
      return parseProse(text, language);
    },
    parseVisible: async (...source) => parseVisible(...source),
  });
}

const document = () => TextDocument.create('file:///a.md', 'markdown', 1, 'The bank was closed.');

test('a document that took too long to read is not read again before it is edited', async () => {
  const prose = proseThatFailsOnce(new ParseTimeoutError(10_000));
  const slow = document();
  for (let i = 0; i < 3; i++) await expect(prose.paragraphs(slow)).rejects.toThrow(ParseTimeoutError);
  const edited = TextDocument.update(slow, [{ text: 'The bank was open.' }], 2);
  expect(await prose.paragraphs(edited)).toEqual(parseProse('The bank was open.', 'markdown'));
});

test('a document that could not be read for another reason is tried again', async () => {
  const prose = proseThatFailsOnce(new ParseFailedError('its reader ended (1)'));
  const failing = document();
  await expect(prose.paragraphs(failing)).rejects.toThrow(ParseFailedError);
  expect(await prose.paragraphs(failing)).toHaveLength(1);
});

test('a large document has the paragraphs around a range, where they stand in the whole', async () => {
  const prose = proseThatFailsOnce(new ParseFailedError('not asked to'));
  const text = 'The \u{1f600} bank was closed.\r\n\r\n'.repeat(30_000);
  const large = TextDocument.create('file:///a.txt', 'plaintext', 1, text);
  for (const start of [0, 1, 250_000, 400_003, text.length - 1, text.length]) {
    const range = { start, end: Math.min(start + 3_000, text.length) };
    expect(await prose.paragraphs(large, range)).toEqual(parseVisible(text, 'plaintext', range));
  }
});
