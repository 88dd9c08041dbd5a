import type { Range } from './types.ts';

/** A stretch of a document that can be parsed by itself. */
export interface LatexChunk extends Range {
  readonly part: 'preamble' | 'body';
}

const DOCUMENT_BEGIN = '\\begin{document}';
const DOCUMENT_END = '\\end{document}';
const LANDMARK = /(?<!\\)%.*|\\(begin|end)\s*\{([^{}\n]{1,40})\}|\n[ \t]*\n\s*/gu;
const VERBATIM: ReadonlySet<string> = new Set(['verbatim', 'verbatim*', 'Verbatim', 'lstlisting', 'minted', 'comment']);

/** The preamble, if there is one, and the body cut at blank lines outside of environments. */
export function* latexChunks(text: string): Generator<LatexChunk> {
  const preambleEnd = text.indexOf(DOCUMENT_BEGIN);
  const bodyStart = preambleEnd < 0 ? 0 : preambleEnd + DOCUMENT_BEGIN.length;
  const documentEnd = text.indexOf(DOCUMENT_END, bodyStart);
  const bodyEnd = documentEnd < 0 ? text.length : documentEnd;
  if (preambleEnd > 0) yield { start: 0, end: preambleEnd, part: 'preamble' };
  let start = bodyStart;
  for (const end of breaks(text, bodyStart, bodyEnd)) {
    yield { start, end, part: 'body' };
    start = end;
  }
  if (start < bodyEnd) yield { start, end: bodyEnd, part: 'body' };
}

/** Where chunks end. */
function* breaks(text: string, from: number, to: number): Generator<number> {
  const landmark = new RegExp(LANDMARK);
  const unclosed = new Set<string>();
  let depth = 0;
  landmark.lastIndex = from;
  for (let match = landmark.exec(text); match && match.index < to; match = landmark.exec(text)) {
    const [whole, beginOrEnd, name] = match;
    if (beginOrEnd === 'begin' && VERBATIM.has(name!) && !unclosed.has(name!)) {
      const end = text.indexOf(`\\end{${name}}`, match.index);
      if (end < 0) unclosed.add(name!);
      else landmark.lastIndex = end + name!.length + '\\end{}'.length;
    } else if (beginOrEnd === 'begin') {
      depth++;
    } else if (beginOrEnd === 'end') {
      depth = Math.max(0, depth - 1);
    } else if (depth === 0 && whole.startsWith('\n')) {
      yield Math.min(to, match.index + whole.length);
    }
  }
}
