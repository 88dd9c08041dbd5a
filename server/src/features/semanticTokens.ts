import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Entity, EntityLabel } from '../protocol.ts';
import { inTextOrder } from './symbols.ts';

/** Standard types, in the order of the legend, since every editor has colours for them. */
const TYPES: Record<EntityLabel, string> = { PER: 'variable', ORG: 'class', LOC: 'namespace', MISC: 'enumMember' };
const LABELS = Object.keys(TYPES) as EntityLabel[];

/** Indentation, and the marks of a quote. */
const LINE_START = /^[\s>]*/u;

export const ENTITY_LEGEND: SemanticTokensLegend = { tokenTypes: Object.values(TYPES), tokenModifiers: [] };

/** The entities as semantic tokens, for editors that lack our highlights; one that spans lines is a token on each. */
export function entityTokens(document: TextDocument, entities: readonly Entity[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { range, label } of inTextOrder(entities)) {
    for (let { line } = range.start; line <= range.end.line; line++) {
      const text = lineText(document, line);
      const start = line === range.start.line ? range.start.character : LINE_START.exec(text)![0].length;
      const end = line === range.end.line ? range.end.character : text.trimEnd().length;
      if (start < end) builder.push(line, start, end - start, LABELS.indexOf(label), 0);
    }
  }
  return builder.build();
}

function lineText(document: TextDocument, line: number): string {
  return document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}
