import type * as Latex from '@unified-latex/unified-latex-types';
import { directiveOf } from './directive.ts';
import {
  ACCENTS,
  BLOCK_MACROS,
  INLINE_MACROS,
  ROW_ENDS,
  SKIPPED_ENVIRONMENTS,
  SYMBOLS,
  TABLES,
  WITHIN_SENTENCE,
} from './latexMacros.ts';
import { MappedTextBuilder } from './mappedText.ts';
import type { ProseBlock } from './proseBlock.ts';
import type { Range } from './types.ts';

const LETTER = /^\p{L}$/u;
/** The argument of a macro that we do not know: words are prose, and `fig:river`, `smith2004`, `0.5` are not. */
const WORDS = /^\p{L}[\p{L}\p{P} ]*$/u;
const KEY = /[:_@/\\]/u;
/** Nodes; options that go on for longer were never closed. */
const LONGEST_OPTIONS = 100;

interface OpenBlock {
  range: { start: number; end: number } | undefined;
  readonly prose: MappedTextBuilder;
}

/** Walks over the tree of a LaTeX text and gathers its blocks of prose. For one use. */
export class LatexProse {
  readonly #source: string;
  readonly #blocks: ProseBlock[] = [];
  #open: OpenBlock = { range: undefined, prose: new MappedTextBuilder() };
  /** Where the walk is: where that stands for which the parser gives no place. */
  #offset = 0;
  #off: boolean;

  /** `off`: a comment before the text asked to leave it alone. */
  constructor(source: string, off = false) {
    this.#source = source;
    this.#off = off;
  }

  /** Whether what follows the text that was walked over is to be left alone. */
  get off(): boolean {
    return this.#off;
  }

  /** All blocks, in the order of their starts. */
  blocks(root: Latex.Root): ProseBlock[] {
    this.#walk(root.content, false);
    this.#break();
    return this.#blocks.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Of a preamble, what the document shows of it. */
  titles(root: Latex.Root): ProseBlock[] {
    for (const node of root.content) {
      if (node.type === 'macro' && BLOCK_MACROS.has(node.content)) this.#macro(node, [], 0, false);
    }
    return this.#blocks;
  }

  #walk(nodes: readonly Latex.Node[], inTable: boolean): void {
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      this.#offset = Math.max(this.#offset, node.position?.start.offset ?? 0);
      switch (node.type) {
        case 'string':
          if (inTable && node.content === '&') this.#break();
          else this.#string(node);
          break;
        case 'whitespace':
          this.#insert(' ', this.#rangeOf(node));
          break;
        case 'comment':
          this.#direct(node);
          if (node.leadingWhitespace || !node.sameline) this.#gap();
          break;
        case 'parbreak':
        case 'verbatim':
          this.#break();
          break;
        case 'verb':
        case 'inlinemath':
        case 'displaymath':
        case 'mathenv':
          this.#gap();
          break;
        case 'group':
          this.#walk(node.content, inTable);
          break;
        case 'environment':
          this.#environment(node);
          break;
        case 'macro':
          i = this.#macro(node, nodes, i, inTable);
      }
    }
  }

  #direct({ content }: Latex.Comment): void {
    const directive = directiveOf(content);
    if (directive) this.#off = directive === 'off';
  }

  #string(node: Latex.String): void {
    const range = this.#rangeOf(node);
    const { content } = node;
    if (content === '~') this.#insert(' ', range);
    else if (content === '{' || content === '}') return;
    else if (this.#source.slice(range.start, range.end) === content) this.#copy(range);
    else this.#insert(content, range);
  }

  #environment({ env, content }: Latex.Environment): void {
    this.#break();
    if (SKIPPED_ENVIRONMENTS.has(env)) return;
    this.#walk(content.slice(argumentsEnd(content, 0)), TABLES.has(env));
    this.#break();
  }

  /** Reads a macro, and those of its siblings that belong to it. Returns the place of the last one. */
  #macro(node: Latex.Macro, siblings: readonly Latex.Node[], at: number, inTable: boolean): number {
    const { content: name, args = [] } = node;
    const last = args.at(-1)?.content ?? [];
    const symbol = SYMBOLS.get(name);
    if (ACCENTS.has(name)) return this.#accent(node, siblings, at);
    if (name === 'begin' || name === 'end') {
      this.#break();
      return argumentsEnd(siblings, at + 1) - 1;
    }
    if (name === 'par' || (inTable && ROW_ENDS.has(name))) {
      this.#break();
    } else if (name === 'item') {
      this.#break();
      for (const argument of args) {
        this.#walk(argument.content, false);
        if (argument !== args.at(-1)) this.#break();
      }
    } else if (symbol !== undefined) {
      this.#insert(symbol, this.#rangeOf(node));
      const eatsSpace = LETTER.test(symbol) && siblings[at + 1]?.type === 'whitespace';
      return eatsSpace ? at + 1 : at;
    } else if (BLOCK_MACROS.has(name)) {
      this.#block(last, WITHIN_SENTENCE.has(name));
    } else if (INLINE_MACROS.has(name)) {
      this.#walk(last, inTable);
    } else if (args.length > 0) {
      this.#gap();
    } else {
      return this.#unknown(siblings, at);
    }
    return at;
  }

  /** A block of its own; `within`: the block around it goes on after it. */
  #block(nodes: readonly Latex.Node[], within: boolean): void {
    if (!within) this.#break();
    const around = this.#open;
    this.#open = newBlock();
    this.#walk(nodes, false);
    this.#break();
    this.#open = around;
  }

  #accent(node: Latex.Macro, siblings: readonly Latex.Node[], at: number): number {
    let next = at + 1;
    if (LETTER.test(node.content) && siblings[next]?.type === 'whitespace') next++;
    const base = siblings[next];
    const letter = base && accented(base);
    if (!base || !letter) return at;
    const start = node.position?.start.offset ?? this.#offset;
    const whole = base.type === 'string' && base.content.length > letter.length;
    const baseEnd = base.position?.end.offset ?? start;
    const end = whole && base.position ? base.position.start.offset + letter.length : baseEnd;
    const plain = letter === 'ı' ? 'i' : letter === 'ȷ' ? 'j' : letter;
    this.#insert((plain + ACCENTS.get(node.content)!).normalize('NFC'), { start, end });
    if (whole) this.#copy({ start: end, end: baseEnd });
    return next;
  }

  /** A macro of a package or of the writer: its options say nothing, its arguments are read where they look like prose. */
  #unknown(siblings: readonly Latex.Node[], at: number): number {
    const end = argumentsEnd(siblings, at + 1);
    const groups = siblings.slice(at + 1, end).filter((sibling) => sibling.type === 'group');
    for (const group of groups) {
      const text = this.#source.slice((group.position?.start.offset ?? 0) + 1, (group.position?.end.offset ?? 0) - 1);
      if (text.includes(' ') || (WORDS.test(text) && !KEY.test(text))) this.#walk(group.content, false);
      else this.#gap();
    }
    return end - 1;
  }

  #rangeOf({ position }: Latex.Node): Range {
    if (!position) return { start: this.#offset, end: this.#offset };
    this.#offset = position.end.offset;
    return { start: position.start.offset, end: position.end.offset };
  }

  #copy(range: Range): void {
    if (this.#off) return;
    this.#open.prose.copy(this.#source, range);
    this.#stretch(range);
  }

  #insert(text: string, range: Range): void {
    if (this.#off) return;
    this.#open.prose.insert(text, range);
    if (text.trim() !== '') this.#stretch(range);
  }

  #gap(): void {
    this.#open.prose.insert(' ', { start: this.#offset, end: this.#offset });
  }

  #stretch({ start, end }: Range): void {
    this.#open.range ??= { start, end };
    this.#open.range.end = end;
    this.#offset = end;
  }

  /** Ends the open block. */
  #break(): void {
    const { range, prose } = this.#open;
    if (range) this.#blocks.push({ ...range, prose: typeset(prose) });
    this.#open = newBlock();
  }
}

function newBlock(): OpenBlock {
  return { range: undefined, prose: new MappedTextBuilder() };
}

/** Quotes and dashes as TeX sets them. */
function typeset(prose: MappedTextBuilder) {
  return prose
    .build()
    .replace(/``|''/gu, '"')
    .replace(/`/gu, "'")
    .replace(/-{2,3}/gu, (dashes) => (dashes.length === 3 ? '—' : '–'));
}

/** The letter that an accent before `node` goes onto. */
function accented(node: Latex.Node): string | undefined {
  if (node.type === 'string') return [...node.content][0];
  if (node.type === 'macro') return SYMBOLS.get(node.content);
  if (node.type === 'group' && node.content.length === 1) return accented(node.content[0]!);
  return undefined;
}

/** The place after the `[options]` and `{arguments}` that stand at `from` without a space between. */
function argumentsEnd(nodes: readonly Latex.Node[], from: number): number {
  let at = from;
  for (;;) {
    const node = nodes[at];
    if (node?.type === 'group') {
      at++;
    } else if (node?.type === 'string' && node.content === '[') {
      const length = nodes.slice(at, at + LONGEST_OPTIONS).findIndex(isClosingBracket);
      if (length < 0) return at;
      at += length + 1;
    } else {
      return at;
    }
  }
}

function isClosingBracket(node: Latex.Node): boolean {
  return node.type === 'string' && node.content === ']';
}
