import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../../server/src/engine/errors.ts';
import { ParseFailedError, ParseTimeoutError, ProseParser } from '../../../server/src/text/parser.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { parseVisible } from '../../../server/src/text/visible.ts';

const WORKER = resolve('dist/parser.cjs');
const TEXT = '# The bank\n\nIt was closed. *Nobody* knew why.\n\nDas hat leider niemand verstanden.\n';
const LONG = `${TEXT}\n`.repeat(500);

let parser: ProseParser;
afterEach(() => parser.dispose());

/** A parser of the built worker that gives texts of the length of `LONG` no time, and others all the time they need. */
const impatient = () => new ProseParser(WORKER, (length) => (length >= LONG.length ? 1 : 60_000));

test('a document is read in the worker as it is in this thread', async () => {
  parser = new ProseParser(WORKER);
  for (const text of [TEXT, LONG, '', TEXT.replaceAll('\n', ' ').repeat(400)]) {
    expect(await parser.parse(text, 'markdown')).toEqual(parseProse(text, 'markdown'));
  }
});

test('documents asked for at once are each answered with their own paragraphs', async () => {
  parser = new ProseParser(WORKER);
  const texts = Array.from({ length: 20 }, (_, i) => `${TEXT.repeat(20 - i)}It is the end of number ${i}.`);
  const parsed = await Promise.all(texts.map((text) => parser.parse(text, 'markdown')));
  expect(parsed).toEqual(texts.map((text) => parseProse(text, 'markdown')));
});

test('a large document is read around its visible range', async () => {
  parser = new ProseParser(WORKER);
  const visible = { start: 20_000, end: 21_000 };
  expect(await parser.parseVisible(LONG, 'markdown', visible)).toEqual(parseVisible(LONG, 'markdown', visible));
});

test('a document that takes too long is given up, and the next one is read by a new worker', async () => {
  parser = impatient();
  const both = [parser.parse(LONG, 'markdown'), parser.parse(TEXT, 'markdown')] as const;
  await expect(both[0]).rejects.toThrow(ParseTimeoutError);
  await expect(both[0]).rejects.toThrow('longer than 0.001 s');
  expect(await both[1]).toEqual(parseProse(TEXT, 'markdown'));
});

test('a cancelled document is rejected at once, read or waiting, and the others are read', async () => {
  parser = new ProseParser(WORKER);
  const [read, waiting] = [new CancellationTokenSource(), new CancellationTokenSource()];
  const parsed = [
    parser.parse(LONG, 'markdown', read.token),
    parser.parse(LONG, 'markdown', waiting.token),
    parser.parse(TEXT, 'markdown'),
  ] as const;
  read.cancel();
  waiting.cancel();
  await expect(parsed[0]).rejects.toThrow(CancelledError);
  await expect(parsed[1]).rejects.toThrow(CancelledError);
  expect(await parsed[2]).toEqual(parseProse(TEXT, 'markdown'));
});

test('a token that has fired already is answered without reading', async () => {
  parser = new ProseParser(WORKER);
  const source = new CancellationTokenSource();
  source.cancel();
  await expect(parser.parse(TEXT, 'markdown', source.token)).rejects.toThrow(CancelledError);
});

test('a worker that cannot start is an error that says so', async () => {
  parser = new ProseParser(resolve('dist/no-such-parser.cjs'));
  await expect(parser.parse(TEXT, 'markdown')).rejects.toThrow(ParseFailedError);
  await expect(parser.parse(TEXT, 'markdown')).rejects.toThrow('no-such-parser');
});

test('what is not read when the parser is disposed of is rejected, and so is what comes later', async () => {
  parser = new ProseParser(WORKER);
  const parsed = parser.parse(LONG, 'markdown');
  const rejected = expect(parsed).rejects.toThrow(CancelledError);
  await parser.dispose();
  await rejected;
  await expect(parser.parse(TEXT, 'markdown')).rejects.toThrow(CancelledError);
});
