import { parse, postprocess, preprocess } from 'micromark';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { decodeString } from 'micromark-util-decode-string';
import type { Event } from 'micromark-util-types';
import { directiveOf } from './directive.ts';
import { MappedTextBuilder } from './mappedText.ts';
import { withoutAddresses } from './markdownAddresses.ts';
import { withoutFloodsOfMarks } from './markdownMarks.ts';
import type { ProseBlock } from './proseBlock.ts';
import type { Range } from './types.ts';

/** Tokens that hold the prose of one block: paragraphs (of list items, quotes, footnotes too), headings, table cells. */
const BLOCKS: ReadonlySet<string> = new Set([
  'paragraph',
  'atxHeadingText',
  'setextHeadingText',
  'tableHeader',
  'tableData',
]);

/**
 * Left out with a space in their place, so that the words on both sides stay apart. The rest of the sentence is read as
 * it stands: a made-up word in place of the code would be a word that the writer never wrote.
 */
const GAPS: ReadonlySet<string> = new Set(['codeText', 'image', 'autolink']);

/** Left out without a trace: the text around them belongs together. */
const UNSEEN: ReadonlySet<string> = new Set(['htmlText', 'resource', 'reference', 'gfmFootnoteCall', 'taskListCheck']);
const HTML: ReadonlySet<string> = new Set(['htmlFlow', 'htmlText']);
const HTML_COMMENT = '<!--';
const LINE_BREAK_TAG = /^<br\b/iu;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The prose of a Markdown document (CommonMark, GitHub's extensions, front matter), block by block: what a reader reads,
 * without code, link targets, HTML, bare addresses and front matter. Emphasis and link texts flow into their sentence.
 *
 * Read from micromark's events, the layer below mdast: an mdast text node joins the lines of a quote and decoded
 * characters without telling where each stood, and every character must lead back to its place here.
 *
 * `<!-- elmo-lens: off -->` leaves what follows alone, up to `<!-- elmo-lens: on -->`.
 *
 * A slice of a larger document (`startsDocument` false) has no front matter: what looks like it is a rule.
 */
export function markdownBlocks(source: string, startsDocument = true): ProseBlock[] {
  // micromark doesn't count a byte order mark in its offsets.
  const shift = source.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const blocks: ProseBlock[] = [];
  let block: { range: Range; prose: MappedTextBuilder } | undefined;
  let leftOutUntil: Event[1] | undefined;
  let off = false;
  for (const [kind, token] of markdownEvents(source, startsDocument)) {
    const range = { start: token.start.offset + shift, end: token.end.offset + shift };
    if (kind === 'enter' && HTML.has(token.type)) off = isOffAfter(source.slice(range.start, range.end), off);
    if (leftOutUntil) {
      if (kind === 'exit' && token === leftOutUntil) leftOutUntil = undefined;
    } else if (BLOCKS.has(token.type)) {
      if (kind === 'enter') block = { range, prose: new MappedTextBuilder() };
      else if (block) blocks.push({ ...block.range, prose: withoutAddresses(block.prose.build()) });
    } else if (kind === 'enter' && block && !off) {
      const { prose } = block;
      if (token.type === 'data') {
        prose.copy(source, range);
      } else if (token.type === 'lineEnding') {
        // Its range may take in the marks that begin the next line of a quote.
        prose.insert(' ', range);
      } else if (token.type === 'characterEscape' || token.type === 'characterReference') {
        prose.insert(decodeString(source.slice(range.start, range.end)), range);
        leftOutUntil = token;
      } else if (GAPS.has(token.type)) {
        prose.insert(' ', { start: range.start, end: range.start });
        leftOutUntil = token;
      } else if (UNSEEN.has(token.type)) {
        if (LINE_BREAK_TAG.test(source.slice(range.start, range.end))) prose.insert(' ', range);
        leftOutUntil = token;
      }
    }
  }
  return blocks;
}

/** Whether the text after an HTML comment is left alone, as it was before where the HTML says nothing about it. */
function isOffAfter(html: string, before: boolean): boolean {
  if (!html.startsWith(HTML_COMMENT)) return before;
  const directive = directiveOf(html.slice(HTML_COMMENT.length));
  return directive ? directive === 'off' : before;
}

function markdownEvents(source: string, startsDocument: boolean): Event[] {
  const extensions = [gfmFootnote(), gfmStrikethrough(), gfmTable(), gfmTaskListItem()];
  if (startsDocument) extensions.push(frontmatter(['yaml', 'toml']));
  const chunks = preprocess()(withoutFloodsOfMarks(source), undefined, true);
  return postprocess(parse({ extensions }).document().write(chunks));
}
