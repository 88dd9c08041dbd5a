import type { Range as LspRange } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, touches } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { Sentence } from '../text/types.ts';

export interface SelectedText {
  /** UTF-16 offsets that the selection came to mean. */
  readonly start: number;
  readonly end: number;
  /** What is selected, on one line. */
  readonly text: string;
  /** Model tokens, sentence by sentence; empty where nothing of it is English prose. */
  readonly sentences: string[][];
  /** The one word that is selected, in its sentence; undefined for more or less than a word. */
  readonly word?: { readonly sentence: Sentence; readonly index: number };
}

/**
 * What a selection means: the tokens in it, or, where it is empty, the whole sentence at the cursor (with the word
 * under the cursor as `word`).
 */
export async function selectedSentences(
  prose: DocumentProse,
  document: TextDocument,
  selection: LspRange,
): Promise<SelectedText> {
  const range = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  const sentences = await prose.sentencesIn(document, range);
  const isCursor = range.start === range.end;
  const chosen = isCursor ? sentences.slice(-1) : sentences;
  const parts = chosen.map(({ tokens }) => (isCursor ? tokens : tokens.filter((token) => touches(token, range))));
  const first = parts.flat().find((token) => token.start < token.end);
  if (!first) return { ...range, text: '', sentences: [] };
  const start = isCursor ? chosen[0]!.start : Math.max(range.start, first.start);
  const end = isCursor ? chosen[0]!.end : Math.min(range.end, parts.flat().at(-1)!.end);
  const covered = protocolRange(document, { start, end });
  const text = document.getText(covered).replace(/\s+/g, ' ').trim();
  const word = chosen.length === 1 ? selectedWord(chosen[0]!, range) : undefined;
  return {
    start,
    end,
    text,
    sentences: parts.filter((tokens) => tokens.length > 0).map((tokens) => tokens.map((token) => token.text)),
    ...(word && { word }),
  };
}

function selectedWord(sentence: Sentence, range: { start: number; end: number }): SelectedText['word'] {
  const selected = sentence.tokens.flatMap((token, index) =>
    token.start < token.end && /[\p{L}\p{N}]/u.test(token.text) && touches(token, range) ? [index] : [],
  );
  return selected.length === 1 ? { sentence, index: selected[0]! } : undefined;
}
