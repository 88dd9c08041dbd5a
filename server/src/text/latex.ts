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

const chunkBlocks = new LRUCache<string, readonly ProseBlock[]>({
  maxSize: CACHED_UNITS,
  sizeCalculation: (_, text) => text.length + 1,
});

/**
 * The prose of a LaTeX document, block by block: what a reader reads, without macros' names, maths, citations, code and
 * comments. Of the preamble only the title. A footnote is a block inside of the block that it belongs to.
 */
export function* latexBlocks(source: string): Generator<ProseBlock> {
  // TeX takes all line ends for the same; the parser takes a carriage return after a comment for an empty line.
  const text = source.replace(/\r\n/gu, ' \n').replace(/\r/gu, '\n');
  for (const chunk of latexChunks(text)) {
    for (const block of blocksOf(text.slice(chunk.start, chunk.end), chunk.part)) yield moved(block, chunk.start);
  }
}

function blocksOf(text: string, part: LatexChunk['part']): readonly ProseBlock[] {
  const key = `${part} ${text}`;
  let blocks = chunkBlocks.get(key);
  if (!blocks) {
    blocks = readBlocks(text, part);
    chunkBlocks.set(key, blocks);
  }
  return blocks;
}

function readBlocks(text: string, part: LatexChunk['part']): readonly ProseBlock[] {
  const scanned = () => (part === 'preamble' ? [] : scannedLatexBlocks(text));
  if (text.length > PARSED_UNITS) return scanned();
  try {
    const prose = new LatexProse(text);
    return part === 'preamble' ? prose.titles(parse(text)) : prose.blocks(parse(text));
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
