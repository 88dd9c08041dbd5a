import { HoverRequest } from 'vscode-languageserver-protocol/node';
import type { Installation } from '../../server/src/installation.ts';
import { LanguageServer } from '../protocol/languageServer.ts';
import { type Figure, inAll, peakMemories, sum, time } from './figures.ts';
import { someTexts } from './workspaceIndex.ts';

const URI = 'file:///growth.txt';
const SENTENCES_IN_PARAGRAPH = 4;
/** From here on the server reads what is visible, and what is asked for. */
const READ_WHOLE = 500_000;

/** How the cost of a document grows with its words: read as a whole, hovered in the middle, and what memory that takes. */
export async function measureGrowth(installation: Installation, sizes: readonly number[]): Promise<Figure[]> {
  const { texts, source } = await someTexts(installation);
  console.log(`Documents of sentences from ${source}`);
  const figures: Figure[] = [];
  const read: { words: number; seconds: number; megabytes: number }[] = [];
  for (const size of sizes) {
    const { text, words } = documentOf(texts, size);
    const server = await LanguageServer.start({}, ['--model', installation.modelDirectory]);
    await server.status('ready');
    const document = await server.open(URI, text, 'plaintext');
    const position = document.positionAt(text.indexOf(' the ', text.length / 2) + 2);
    const hover = await time(() =>
      server.connection.sendRequest(HoverRequest.type, { textDocument: { uri: URI }, position }),
    );
    const isWhole = text.length < READ_WHOLE;
    const whole = hover + (isWhole ? await time(() => server.entities(URI)) : 0);
    const memory = peakMemories(server.process.pid!);
    await server.close();
    if (isWhole) read.push({ words, seconds: whole / 1000, megabytes: sum(memory) });
    const reading = isWhole
      ? `${(whole / 1000).toFixed(2)} s, ${Math.round((1000 * words) / whole)} words/s`
      : 'not read';
    figures.push({ what: `${words} words, ${text.length} characters, read`, value: reading });
    figures.push({ what: '  opened to first hover in its middle', value: `${hover.toFixed(0)} ms` });
    figures.push({ what: '  peak memory, all processes', value: inAll(memory) });
  }
  if (read.length < 2) return figures;
  const [first, last] = [read[0]!, read.at(-1)!];
  const bytes = ((last.megabytes - first.megabytes) * 1e6) / (last.words - first.words);
  const { start, each, off } = lineThrough(read);
  return [
    ...figures,
    {
      what: 'seconds to read it: a line',
      value: `${start.toFixed(2)} + ${(1000 * each).toFixed(3)} for each 1,000 words`,
    },
    { what: '  furthest from it', value: `${off.toFixed(2)} s` },
    { what: 'memory for each word more', value: Number.isNaN(bytes) ? 'not told here' : `${Math.round(bytes)} bytes` },
  ];
}

function documentOf(texts: readonly string[], size: number): { text: string; words: number } {
  const paragraphs: string[] = [];
  let words = 0;
  for (let at = 0; words < size; at += SENTENCES_IN_PARAGRAPH) {
    const sentences = Array.from({ length: SENTENCES_IN_PARAGRAPH }, (_, i) => texts[(at + i) % texts.length]!);
    paragraphs.push(sentences.join(' '));
    words += sentences.join(' ').split(' ').length;
  }
  return { text: paragraphs.join('\n\n'), words };
}

/** Seconds by words, the closest by least squares, and how far the furthest is from it. */
function lineThrough(points: readonly { readonly words: number; readonly seconds: number }[]) {
  const [words, seconds] = [points.map((point) => point.words), points.map((point) => point.seconds)];
  const mean = (values: readonly number[]): number => sum(values) / values.length;
  const [middle, height] = [mean(words), mean(seconds)];
  const each =
    sum(words.map((value, i) => (value - middle) * (seconds[i]! - height))) /
    sum(words.map((value) => (value - middle) ** 2));
  const start = height - each * middle;
  return { start, each, off: Math.max(...points.map((point) => Math.abs(start + each * point.words - point.seconds))) };
}
