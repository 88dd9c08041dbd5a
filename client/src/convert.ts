/** Between the protocol's plain ranges and VS Code's. */
import { Range, type Uri } from 'vscode';
import type * as lsp from 'vscode-languageserver-protocol';
import type { TextPlace } from '../../server/src/protocol.ts';

export function toEditorRange({ start, end }: lsp.Range): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

export function toProtocolRange({ start, end }: Range): lsp.Range {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

/** A place for a request. The string is the one under which the language client opened the document. */
export function toTextPlace(uri: Uri, range: Range): TextPlace {
  return { uri: uri.toString(), range: toProtocolRange(range) };
}
