/** More marks than a writer puts into one paragraph: from here on, the parser takes time by the square of them, or more. */
const MOST_MARKS = 300;
const LINE = /[^\r\n]*(?:\r\n|\r|\n|$)/gu;
/** A line that begins a paragraph of its own, or ends one. */
const BEGINS_ANEW = /^\s*(?:$|>|#|\||[-+*]\s|\d{1,9}[.)]\s)/u;
const MARKS = /[*_~[\]!]/gu;

/**
 * The same text with letters in place of the marks of emphasis, links and images where a paragraph has so many of them that
 * no one wrote them: 4,000 in a row would take the parser 20 s. Every other character stays in its place.
 */
export function withoutFloodsOfMarks(source: string): string {
  let tamed = '';
  let paragraph = '';
  const close = () => {
    tamed += countOfMarks(paragraph) > MOST_MARKS ? paragraph.replace(MARKS, 'x') : paragraph;
    paragraph = '';
  };
  for (const [line] of source.matchAll(LINE)) {
    if (BEGINS_ANEW.test(line)) close();
    paragraph += line;
  }
  close();
  return tamed;
}

function countOfMarks(text: string): number {
  return text.length > MOST_MARKS ? (text.match(MARKS)?.length ?? 0) : 0;
}
