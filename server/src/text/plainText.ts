import { MappedText } from './mappedText.ts';
import type { ProseBlock } from './proseBlock.ts';
import type { Range } from './types.ts';

const LINES = /[^\r\n]*(?:\r\n|\r|\n|$)/gu;
/** `-----`, `* * *`, `=====`: separates blocks as a blank line does. */
const RULE = /^([-=_*~#+])(?:\s*\1){2,}$/u;
const BULLET = /^[-*+•‣◦▪]\s+/u;
const NUMBER = /^(?:\d{1,3}|[a-z])[.)]\s/u;
const SENTENCE_END = /[.!?:]["'”’)\]]*$/u;

interface Line extends Range {
  /** Without the space around it. */
  readonly text: string;
  readonly indent: number;
}

/**
 * The blocks of a plain text. Blank lines and rules part them, and lines between are one paragraph (hard-wrapped text);
 * but an item of a list begins its own, and so does a line that is indented after the end of a sentence. The bullet of
 * an item is left out, its number stays, as in the biLM's training text.
 */
export function plainTextBlocks(source: string): ProseBlock[] {
  const blocks: ProseBlock[] = [];
  let open: Line[] = [];
  const close = () => {
    const [first] = open;
    if (!first) return;
    const bullet = BULLET.exec(first.text)?.[0].length ?? 0;
    const start = first.start;
    const end = open.at(-1)!.end;
    blocks.push({ start, end, prose: MappedText.of(source, start + bullet, end) });
    open = [];
  };
  for (const line of lines(source)) {
    if (line.text === '' || RULE.test(line.text)) {
      close();
    } else {
      if (beginsBlock(line, open)) close();
      open.push(line);
    }
  }
  close();
  return blocks;
}

/** Whether a line begins a block of its own although no blank line stands before it. */
function beginsBlock(line: Line, open: readonly Line[]): boolean {
  const first = open[0];
  const previous = open.at(-1);
  if (!first || !previous) return true;
  if (BULLET.test(line.text)) return true;
  const endsSentence = SENTENCE_END.test(previous.text);
  // A wrapped line may begin with the last word of its sentence, "in\n1984. Then": only lists and colons lead to a list.
  if (NUMBER.test(line.text)) return isListItem(first) || endsSentence;
  return line.indent > previous.indent && endsSentence && !isListItem(first);
}

function isListItem({ text }: Line): boolean {
  return BULLET.test(text) || NUMBER.test(text);
}

function* lines(source: string): Generator<Line> {
  for (const { index, 0: line } of source.matchAll(LINES)) {
    const text = line.trim();
    const indent = line.length - line.trimStart().length;
    const start = index + indent;
    yield { start, end: start + text.length, text, indent };
  }
}
