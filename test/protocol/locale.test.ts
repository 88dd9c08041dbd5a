/** In which language the server speaks: by the locale that the client names at the start. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol/node';
import { CompareRequest } from '../../server/src/protocol.ts';
import { LanguageServer, rangeOf } from './languageServer.ts';

const URI = 'file:///notes.md';
const TEXT = `She deposited her salary in the bank and asked the manager about a loan.

\`\`\`
the bank of code
\`\`\`
`;

/** What a server with this locale says in a hover, of what can be done with a word, and of a mistake. */
async function saidIn(locale: string | undefined) {
  const server = new LanguageServer();
  await server.initialize(locale === undefined ? {} : { locale });
  const document = await server.open(URI, TEXT);
  const hover = (await server.hover(document, 'bank'))?.contents as MarkupContent;
  const actions = await server.codeActions(document, 'bank');
  const code = { uri: URI, range: rangeOf(document, 'bank of code') };
  const mistake = await server.connection.sendRequest(CompareRequest, { a: code, b: code }).catch((error) => error);
  await server.close();
  return { hover: hover.value, titles: actions.map(({ title }) => title).join('\n'), mistake: mistake.message };
}

test.each(['zh-cn', 'zh-CN'])('%s is answered in Chinese; what WordNet says stays English', async (locale) => {
  const { hover, titles, mistake } = await saidIn(locale);
  expect(hover).toMatch(/^\*\*bank\*\* · \*名词\* · /);
  expect(hover).toContain('a financial institution');
  expect(titles).toContain('在此文档中“bank”的词义是：');
  expect(titles).not.toMatch(/means|Replace/);
  expect(mistake).toBe('两段文字中有一段没有英文文本。');
});

test.each(['en', 'de', undefined])('%s is answered in English', async (locale) => {
  const { hover, titles, mistake } = await saidIn(locale);
  expect(hover).toMatch(/^\*\*bank\*\* · \*noun\* · /);
  expect(titles).toContain('In this document “bank” means: ');
  expect(mistake).toBe('One of the two texts has no English prose.');
});

describe('what the engine says of a model that cannot be used', () => {
  test.each([
    ['zh-cn', /^模型文件 .*manifest\.json 缺失。请重新安装扩展/],
    ['en', /^The model file .*manifest\.json is missing\. Reinstall the extension/],
  ])('is said in %s', async (locale, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-no-model-'));
    try {
      const server = new LanguageServer(['--model', folder]);
      await server.initialize({ locale });
      expect((await server.status('error')).message).toMatch(expected);
      await server.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
