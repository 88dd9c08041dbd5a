import * as l10n from '@vscode/l10n';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-protocol';
import type { Entity, EntityLabel } from '../protocol.ts';

/** The nearest that the protocol has to a person, an organisation, a place, another name. */
const KINDS: Record<EntityLabel, SymbolKind> = {
  PER: SymbolKind.Variable,
  ORG: SymbolKind.Class,
  LOC: SymbolKind.Field,
  MISC: SymbolKind.Constant,
};

function entityKindName(label: EntityLabel): string {
  return { PER: l10n.t('person'), ORG: l10n.t('organisation'), LOC: l10n.t('place'), MISC: l10n.t('other') }[label];
}

/** The entities of a document as its symbols, in the order of the text. */
export function entitySymbols(entities: readonly Entity[]): DocumentSymbol[] {
  return inTextOrder(entities).map(({ range, text, label }) => ({
    name: text.replace(/\s+/g, ' '),
    detail: entityKindName(label),
    kind: KINDS[label],
    range,
    selectionRange: range,
  }));
}

/** By where they start. */
export function inTextOrder(entities: readonly Entity[]): Entity[] {
  return [...entities].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
}
