import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { ParseTimeoutError } from '../text/parser.ts';
import type { Paragraph, ProseLanguage, Range, Sentence } from '../text/types.ts';
import { moveParagraph, VISIBLE_LIMIT } from '../text/visibleSlice.ts';

/** UTF-16 code units above which a document is only read around what is visible. */
export const WHOLE_DOCUMENT_LIMIT = 500_000;

/** Reads prose off the event loop. */
export interface Parser {
  parse(text: string, language: ProseLanguage, token?: CancellationToken): Promise<Paragraph[]>;
  /** Only the paragraphs around `range`, with ranges in the whole text. */
  parseVisible(text: string, language: ProseLanguage, range: Range): Promise<Paragraph[]>;
}

const LANGUAGES: ReadonlyMap<string, ProseLanguage> = new Map([
  ['markdown', 'markdown'],
  ['latex', 'latex'],
  ['tex', 'latex'],
]);

/** How a document of an editor's language is read. */
export function proseLanguage(languageId: string): ProseLanguage {
  return LANGUAGES.get(languageId) ?? 'plaintext';
}

export function isWholeDocumentRead(document: TextDocument): boolean {
  const length = document.offsetAt({ line: document.lineCount, character: 0 });
  return length <= WHOLE_DOCUMENT_LIMIT;
}

/** The paragraphs of the open documents, parsed once a version. */
export class DocumentProse {
  readonly #parser: Parser;
  /** By the document itself: one that is closed and opened again is another, whatever its uri and version. */
  readonly #cache = new WeakMap<
    TextDocument,
    { readonly version: number; readonly paragraphs: Promise<Paragraph[]> }
  >();

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  /** All paragraphs; of a document over `WHOLE_DOCUMENT_LIMIT` those around `range`, or around its start. */
  async paragraphs(document: TextDocument, range: Range = { start: 0, end: 0 }): Promise<Paragraph[]> {
    const language = proseLanguage(document.languageId);
    if (!isWholeDocumentRead(document)) return this.#paragraphsAround(document, range);
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) return cached.paragraphs;
    const paragraphs = this.#parser.parse(document.getText(), language);
    const entry = { version: document.version, paragraphs };
    this.#cache.set(document, entry);
    paragraphs.catch((error: unknown) => {
      // What took too long would again, with all other documents waiting for it.
      if (error instanceof ParseTimeoutError) return;
      if (this.#cache.get(document) === entry) this.#cache.delete(document);
    });
    return paragraphs;
  }

  /** Takes out of the document no more than what `parseVisible` looks at. */
  async #paragraphsAround(document: TextDocument, range: Range): Promise<Paragraph[]> {
    const surroundings = {
      start: document.positionAt(range.start - VISIBLE_LIMIT),
      end: document.positionAt(Math.min(range.end, range.start + VISIBLE_LIMIT) + VISIBLE_LIMIT),
    };
    const offset = document.offsetAt(surroundings.start);
    const paragraphs = await this.#parser.parseVisible(
      document.getText(surroundings),
      proseLanguage(document.languageId),
      { start: range.start - offset, end: range.end - offset },
    );
    return paragraphs.map((paragraph) => moveParagraph(paragraph, offset));
  }

  /** Paragraphs of a text that is not an open document. */
  async parse(text: string, language: ProseLanguage, token?: CancellationToken): Promise<Paragraph[]> {
    return this.#parser.parse(text.slice(0, WHOLE_DOCUMENT_LIMIT), language, token);
  }

  /** The paragraph at an offset, its end included; the innermost, as a footnote lies inside of another. */
  async paragraphAt(document: TextDocument, offset: number): Promise<Paragraph | undefined> {
    const paragraphs = await this.paragraphs(document, { start: offset, end: offset });
    return paragraphs.findLast(({ start, end }) => start <= offset && offset <= end);
  }

  /** The sentences that share something with `range`; an empty range means the one it stands in. */
  async sentencesIn(document: TextDocument, range: Range): Promise<Sentence[]> {
    const paragraphs = await this.paragraphs(document, range);
    return paragraphs.flatMap(({ sentences }) => sentences).filter((sentence) => touches(sentence, range));
  }
}

/** Whether two ranges share a code unit; an empty one touches what it stands in or at the edge of. */
export function touches(a: Range, b: Range): boolean {
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

/** The model's words for a sentence. */
export function words(sentence: Sentence): string[] {
  return sentence.tokens.map(({ text }) => text);
}

/** Fewer tokens than this (headings, labels) are not worth finding. */
const MINIMUM_TOKENS = 4;

/** Whether a sentence is one that a search over sentences looks at. */
export function isWorthFinding({ tokens }: Sentence): boolean {
  return tokens.length >= MINIMUM_TOKENS;
}
