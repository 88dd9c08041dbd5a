import type { Range as ProtocolRange } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from '../text/types.ts';

/** A range of UTF-16 offsets as lines and characters. */
export function protocolRange(document: TextDocument, { start, end }: Range): ProtocolRange {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
