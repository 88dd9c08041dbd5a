/** The README says the same in both languages, as far as that shows in its structure. */
import { readFileSync } from 'node:fs';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';

/** What is the same in all languages in a heading, paragraph, cell, code block: where it leads, what it names, its figures. */
interface Block {
  readonly kind: string;
  readonly images: readonly string[];
  readonly links: readonly string[];
  readonly code: readonly string[];
  readonly figures: readonly string[];
  readonly bold: number;
}

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const visit = (node: Nodes, path: string): void => {
    const kind = `${path} > ${node.type}${'depth' in node ? ` ${node.depth}` : ''}`;
    if (['root', 'list', 'listItem', 'table', 'tableRow'].includes(node.type) && 'children' in node) {
      for (const child of node.children) visit(child, kind);
    } else blocks.push(blockOf(node, kind));
  };
  visit(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), '');
  return blocks;
}

function blockOf(block: Nodes, kind: string): Block {
  const inside: Nodes[] = [];
  const collect = (node: Nodes): void => {
    inside.push(node);
    if ('children' in node) for (const child of node.children) collect(child);
  };
  collect(block);
  return {
    kind,
    images: inside.flatMap((node) => (node.type === 'image' ? node.url : [])),
    // Each of the two leads to the other. Text in another order has its links in another order.
    links: inside.flatMap((node) => (node.type === 'link' ? node.url.replace(/^README.*/, 'README') : [])).sort(),
    code: inside.flatMap((node) => codeOf(node) ?? []).sort(),
    figures: inside.flatMap((node) => (node.type === 'text' && node.value.match(/\d([\d.,]*\d)?/g)) || []).sort(),
    bold: inside.filter(({ type }) => type === 'strong').length,
  };
}

/** Without the comments in it. */
function codeOf(node: Nodes): string | undefined {
  if (node.type === 'code') return `${node.lang}\n${node.value.replaceAll(/ +# .*$/gm, '')}`;
  return node.type === 'inlineCode' ? node.value : undefined;
}

describe('the README in Chinese', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((name) => readFileSync(name, 'utf8')) as [
    string,
    string,
  ];

  it('has the blocks of the English one, with the same pictures, links, code and figures', () => {
    expect(blocksOf(chinese)).toEqual(blocksOf(english));
  });

  it.each([
    ['a heading of another level', /^## /m, '### '],
    ['another picture', 'docs/hover.png', 'docs/similar.png'],
    ['another figure in a table', /(?<=\| )\d+ \/ (?=\d)/, '0 / '],
    ['another command', 'npm run bench', 'npm run benchmark'],
    ['another setting', '`elmoLens.similar.limit`', '`elmoLens.similar.limits`'],
    ['a line less in a table', /^\| `embed` .*\n/m, ''],
    ['another line in a block of code', 'npm run vscode  ', 'npm run vs-code '],
  ])('is told from one with %s', (_, text, other) => {
    const changed = chinese.replace(text, other);
    expect(changed).not.toBe(chinese);
    expect(blocksOf(changed)).not.toEqual(blocksOf(english));
  });

  it('is written in lines of its own: a break within Chinese would be seen as a space', () => {
    expect(chinese.match(/\p{Script=Han}[，。：；、）”]?\n\p{Script=Han}/gu)).toBeNull();
  });
});
