/** The worker thread that reads documents for `ProseParser`. */
import { parentPort } from 'node:worker_threads';
import type { ParserAnswer, ParserRequest } from './parserMessages.ts';
import { readProse } from './prose.ts';
import type { Paragraph, Sentence } from './types.ts';

/** How much goes into one piece; a paragraph counts as one sentence more. */
const SENTENCES_PER_PIECE = 100;

let pieces: Iterator<readonly Paragraph[]> | undefined;

parentPort?.on('message', (request: ParserRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ParserRequest): ParserAnswer {
  try {
    if (request.kind === 'parse') pieces = inPieces(readProse(request.source));
    const piece = pieces?.next();
    return piece && !piece.done ? { kind: 'piece', paragraphs: piece.value } : { kind: 'end' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function* inPieces(paragraphs: Iterable<Paragraph>): Generator<readonly Paragraph[]> {
  let piece: Paragraph[] = [];
  let size = 0;
  for (const paragraph of paragraphs) {
    let rest: readonly Sentence[] = paragraph.sentences;
    do {
      const sentences = rest.slice(0, SENTENCES_PER_PIECE - size);
      rest = rest.slice(sentences.length);
      piece.push({ ...paragraph, sentences });
      size += sentences.length + 1;
      if (size >= SENTENCES_PER_PIECE) {
        yield piece;
        piece = [];
        size = 0;
      }
    } while (rest.length > 0);
  }
  if (piece.length > 0) yield piece;
}
