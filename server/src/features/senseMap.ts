import * as l10n from '@vscode/l10n';
import type { CancellationToken, Position } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { protocolRange } from '../documents/protocolRange.ts';
import { unitVector } from '../elmo/similarity.ts';
import type { SenseMap, SenseMapUse, UnopenedDocument } from '../protocol.ts';
import type { SenseOccurrences, WordOccurrence } from './occurrences.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { principalPlane } from './principalComponents.ts';
import { UserError } from './userError.ts';

/** More points than a person tells apart. */
export const MAXIMUM_USES = 500;

/** Lays out the uses of a word so that those that mean something alike lie close together. */
export class SenseMapper {
  readonly #documents: OpenDocuments;
  readonly #occurrences: SenseOccurrences;

  constructor(documents: OpenDocuments, occurrences: SenseOccurrences) {
    this.#documents = documents;
    this.#occurrences = occurrences;
  }

  /** Throws `UserError` where there is no word, or only this one. Rejects with `CancelledError`. */
  async map(
    uri: string,
    position: Position,
    unopened: readonly UnopenedDocument[],
    token: CancellationToken,
  ): Promise<SenseMap> {
    const document = this.#documents.get(uri);
    const offset = document?.offsetAt(position) ?? 0;
    const found = document && (await this.#occurrences.usesEverywhere(document, offset, unopened, MAXIMUM_USES, token));
    if (!found) throw new UserError(l10n.t('Put the cursor on a noun, verb, adjective or adverb that WordNet knows.'));
    const { word, documents, more } = found;
    const { lemma, pos } = word.reading;
    const uses = documents.flatMap(({ document: itsDocument, uses: its }) =>
      its.map((use) => ({ ...use, document: itsDocument })),
    );
    if (uses.length < 2) {
      throw new UserError(l10n.t('“{0}” is in the open documents only once.', lemma));
    }
    const senses = sensesByFrequency(uses);
    const { points, shares } = await principalPlane(
      // Senses are told apart by the direction of the vector; its length says how much there is to go by.
      uses.map(({ reading }) => unitVector(reading.meaning)),
      token,
    );
    return {
      lemma,
      pos,
      senses: senses.map(({ senseKey, definition }) => ({ senseKey, definition })),
      uses: uses.map((use, i) => ({
        ...placeInSentence(use.document, use),
        sense: senses.findIndex(({ senseKey }) => senseKey === use.reading.senses[0]!.senseKey),
        probability: use.reading.senses[0]!.probability,
        x: points[i]![0],
        y: points[i]![1],
      })),
      current: uses.findIndex((use) => use.document === document && use.range.start === word.range.start),
      shares,
      more,
    };
  }
}

/** The likeliest senses of the uses, each once, that of the most uses first. */
function sensesByFrequency(uses: readonly WordOccurrence[]) {
  const counts = new Map<string, number>();
  for (const { reading } of uses) {
    const { senseKey } = reading.senses[0]!;
    counts.set(senseKey, (counts.get(senseKey) ?? 0) + 1);
  }
  const meant = new Map(uses.map(({ reading }) => [reading.senses[0]!.senseKey, reading.senses[0]!]));
  return [...meant.values()].sort((a, b) => counts.get(b.senseKey)! - counts.get(a.senseKey)!);
}

function placeInSentence(
  document: TextDocument,
  { range, sentence }: WordOccurrence,
): Pick<SenseMapUse, 'uri' | 'range' | 'before' | 'word' | 'after'> {
  const text = (start: number, end: number): string =>
    document.getText(protocolRange(document, { start, end })).replace(/\s+/g, ' ');
  return {
    uri: document.uri,
    range: protocolRange(document, range),
    before: text(sentence.start, range.start).trimStart(),
    word: text(range.start, range.end),
    after: text(range.end, sentence.end).trimEnd(),
  };
}
