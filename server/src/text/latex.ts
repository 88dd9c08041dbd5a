import { parse } from '@unified-latex/unified-latex-util-parse';
import { LRUCache } from 'lru-cache';
import { type LatexChunk, latexChunks } from './latexChunks.ts';
import { LatexProse } from './latexProse.ts';
import { scannedLatexBlocks } from './latexScanner.ts';
import { MappedText } from './mappedText.ts';
import type { ProseBlock } from './proseBlock.ts';

/** For the blocks of the text read last, in UTF-16 units: an edit costs the chunk that it is in, not the document. */
const CACHED_UNITS = 600_000;

/** UTF-16 units; what goes on for longer without a blank line is data, or an environment around a whole book. */
const PARSED_UNITS = 30_000;

/** The blocks of a chunk, and whether what follows it is to be left alone. */
interface Reading {
  readonly blocks: readonly ProseBlock[];
  readonly off: boolean;
}

const readings = new LRUCache<string, Reading>({
  maxSize: CACHED_UNITS,
  sizeCalculation: (_, key) => key.length,
});

/**
 * The prose of a LaTeX document, block by block: what a reader reads, without macros' names, maths, citations, code and
 * comments. Of the preamble only the title. A footnote is a block inside of the block that it belongs to.
 * `% elmo-lens: off` leaves what follows alone, up to `% elmo-lens: on`.
 */
export function* latexBlocks(source: string): Generator<ProseBlock> {
  // TeX takes all line ends for the same; the parser takes a carriage return after a comment for an empty line.
  const text = source.replace(/\r\n/gu, ' \n').replace(/\r/gu, '\n');
  let off = false;
  for (const chunk of latexChunks(text)) {
    const reading = readChunk(text.slice(chunk.start, chunk.end), chunk.part, off);
    for (const block of reading.blocks) yield moved(block, chunk.start);
    off = reading.off;
  }
}

function readChunk(text: string, part: LatexChunk['part'], off: boolean): Reading {
  const key = `${part} ${off} ${text}`;
  let reading = readings.get(key);
  if (!reading) {
    reading = parseChunk(text, part, off);
    readings.set(key, reading);
  }
  return reading;
}

function parseChunk(text: string, part: LatexChunk['part'], off: boolean): Reading {
  const scanned = () => ({ blocks: part === 'preamble' || off ? [] : scannedLatexBlocks(text), off });
  if (text.length > PARSED_UNITS) return scanned();
  try {
    const prose = new LatexProse(text, off);
    const blocks = part === 'preamble' ? prose.titles(parse(text)) : prose.blocks(parse(text));
    return { blocks, off: prose.off };
  } catch (error) {
    // The parser recurses, and so does the walk over its tree: what is nested too deeply overflows the stack.
    if (error instanceof RangeError) return scanned();
    throw error;
  }
}

function moved({ start, end, prose }: ProseBlock, by: number): ProseBlock {
  const move = (offset: number) => offset + by;
  return {
    start: start + by,
    end: end + by,
    prose: new MappedText(prose.text, prose.starts.map(move), prose.ends.map(move)),
  };
}
