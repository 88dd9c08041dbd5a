import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { matchingGlob } from '../../../server/src/documents/fileGlobs.ts';

const FOLDER = 'file:///home/me/notes';

test.each([
  ['*.tex', 'paper.tex'],
  ['*.tex', 'deep/down/paper.tex'],
  ['drafts', 'drafts/a.md'],
  ['drafts/', 'old/drafts/2020/a.md'],
  ['./drafts/*', 'drafts/a.md'],
  ['drafts/**', 'drafts/deep/a.md'],
  ['{drafts,old}/*.md', 'old/a.md'],
  ['.hidden', '.hidden/a.md'],
  ['with space.md', 'with%20space.md'],
  ['/home/me/notes/*.md', 'a.md'],
])('%s stands for %s', (glob, path) => {
  expect(matchingGlob(['other', glob], `${FOLDER}/${path}`, FOLDER)).toBe(glob);
});

test.each([
  ['*.tex', 'paper.md'],
  ['drafts', 'draft.md'],
  ['drafts/*', 'old/drafts/a.md'],
  ['notes', 'a.md'], // the folder of the workspace itself
  ['!*.tex', 'paper.md'],
  ['', 'a.md'],
  ['/', 'a.md'],
])('%s does not stand for %s', (glob, path) => {
  expect(matchingGlob([glob], `${FOLDER}/${path}`, FOLDER)).toBeUndefined();
});

it('takes whole paths and names of files for documents outside of the workspace', () => {
  const uri = 'file:///tmp/a.md';
  for (const folder of [undefined, FOLDER]) {
    expect(matchingGlob(['/tmp/*.md'], uri, folder)).toBe('/tmp/*.md');
    expect(matchingGlob(['/tmp'], uri, folder)).toBe('/tmp');
    expect(matchingGlob(['a.md'], uri, folder)).toBe('a.md');
    expect(matchingGlob(['tmp'], uri, folder)).toBeUndefined();
  }
  expect(matchingGlob(['Untitled-*'], 'untitled:Untitled-1', undefined)).toBe('Untitled-*');
});

it('takes any pattern for any address, without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.webPath(), (glob, path) => {
      matchingGlob([glob], `${FOLDER}${path}`, FOLDER);
      matchingGlob([glob], path);
    }),
  );
});

it.each([
  ['wildcards', `${'*a'.repeat(20)}b`],
  ['wildcards for folders', `${'**/a/'.repeat(20)}b`],
  ['choices', `${'{a,a}'.repeat(40)}b`],
  ['repeated groups', '(a+)+b'],
  ['repeated letters', `${'[a]+'.repeat(20)}b`],
])('a glob whose %s would take forever stands for nothing', (_, glob) => {
  const path = `${'a/'.repeat(100)}${'a'.repeat(200)}`;
  expect(matchingGlob([glob], `${FOLDER}/${path}`, FOLDER)).toBeUndefined();
});
