import { expect, test } from 'vitest';
import { languageOfFile } from '../../../server/src/cli/proseFiles.ts';

test.each([
  ['notes.md', 'markdown'],
  ['notes.markdown', 'markdown'],
  ['notes.mdown', 'markdown'],
  ['notes.mkd', 'markdown'],
  ['NOTES.MD', 'markdown'],
  ['paper.tex', 'latex'],
  ['notes.txt', 'plaintext'],
  ['README', 'plaintext'],
])('%s is read as %s', (path, language) => {
  expect(languageOfFile(path)).toBe(language);
});
