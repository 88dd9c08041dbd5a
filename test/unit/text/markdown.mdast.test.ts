import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { markdownBlocks } from '../../../server/src/text/markdown.ts';
import { normalise } from '../../../server/src/text/normalise.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The prose of a document, block by block, by way of its mdast tree, which knows no places inside a text. */
function proseByTree(source: string): string[] {
  const tree = fromMarkdown(source, {
    extensions: [gfm(), frontmatter(['yaml', 'toml'])],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
  });
  const blocks: string[] = [];
  const collect = (node: Nodes): void => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') blocks.push(content(node));
    else if ('children' in node) for (const child of node.children) collect(child);
  };
  const content = (node: Nodes): string => {
    const place = node.position?.start.offset;
    if (node.type === 'text') return node.value;
    if (node.type === 'break') return '\n';
    if (node.type === 'html') return /^<br\b/iu.test(node.value) ? ' ' : '';
    if (node.type === 'inlineCode' || node.type === 'image' || node.type === 'imageReference') return ' ';
    // An address that is a link without being written as one; some are found in the tree, and have no place.
    if (node.type === 'link' && (place === undefined || source[place] !== '[')) return ' ';
    return 'children' in node ? node.children.map(content).join('') : '';
  };
  collect(tree);
  return spelt(blocks);
}

const proseByEvents = (source: string): string[] => spelt(markdownBlocks(source).map(({ prose }) => prose.text));

const spelt = (blocks: readonly string[]): string[] =>
  blocks.map((block) => normalise(MappedText.of(block)).text).filter((block) => block !== '');

/** Markup and words; task lists are left out, where mdast's own reader fails on an empty first line. */
const PIECES = [
  '\n¦\n¦\n\n¦\r\n¦ ¦  ¦\t¦    ¦  \n¦\\\n¦*¦**¦_¦`¦```\n¦~~¦# ¦===¦---¦> ¦- ¦1. ¦+++\n¦\\*¦\\¦&amp;¦&#x41;¦&copy',
  '[¦]¦[a]¦](x)¦![¦[a]: x\n¦[^1]¦[^1]: ¦<b>¦</b>¦<br>¦<!-- x -->¦| a | b |\n|---|---|\n| ¦ | ',
  'a¦the bank¦of it.¦\u201cso\u201d¦\u{1f600}',
].flatMap((pieces) => pieces.split('¦'));

test('the prose is that of the mdast tree, whatever the document', () => {
  const document = fc.array(fc.constantFrom(...PIECES), { maxLength: 50 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(document, (source) => {
      expect(proseByEvents(source)).toEqual(proseByTree(source));
    }),
    { numRuns: 500 },
  );
});

/** Addresses and what looks like one. */
const ADDRESSES = [
  'www.a.b¦http://a.b¦HTTPS://a.b/c_d¦https://a.b/c_(d)¦http://a.b/*c*d?e=f&copy=g#h¦https://a.b/~c~,d¦a@b.c¦1@b.c',
  'http://a.b/\u{1f600}¦www.a-b.c/`d`¦a.b+c@d-e.f¦wwww¦http://¦http:¦@¦a@b¦a@b.c1¦a@b.c_¦a@¦awww.a.b¦a/b@c.d',
].flatMap((addresses) => addresses.split('¦'));

test('bare addresses are the links that the mdast tree has for them, whatever stands around them', () => {
  const word = fc.constantFrom(...ADDRESSES, 'the bank', 'of it');
  const beginning = fc.constantFrom('', '', '> ', '# ', '- ', '"', '(', 'a <b>');
  const end = fc.constantFrom('', '', '.', ',', '?!', ').', '):', '",', '<b>');
  const emphasised = fc.tuple(word, fc.constantFrom('*', '**', '~~')).map(([inside, mark]) => mark + inside + mark);
  const document = fc
    .array(fc.tuple(beginning, fc.oneof(word, emphasised), end, fc.constantFrom(' ', '\n', '\n\n')), { maxLength: 20 })
    .map((words) => words.flat().join(''));
  fc.assert(
    fc.property(document, (source) => {
      expect(proseByEvents(source)).toEqual(proseByTree(source));
    }),
    { numRuns: 500 },
  );
});

const documents = readdirSync(ROOT).filter((name) => name.endsWith('.md'));

test.each(documents)('the prose of %s is that of its mdast tree', (name) => {
  const source = readFileSync(join(ROOT, name), 'utf8');
  expect(proseByEvents(source)).toEqual(proseByTree(source));
});
