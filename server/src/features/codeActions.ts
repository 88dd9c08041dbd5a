import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import { isSameWord, type PinnedReading } from '../heads/pinnedSenses.ts';
import type { Lens } from '../lens.ts';
import type { PinnedSense } from '../protocol.ts';
import type { Range, Sentence } from '../text/types.ts';
import { PIN_COMMAND, type PinnedSenses, UNPIN_COMMAND } from './pinnedSenses.ts';
import type { ShownSenses } from './shownSenses.ts';
import { fittingSynonyms } from './synonyms.ts';
import { rangeOfReading, readWord, wordAt } from './wordAt.ts';

const SYNONYM_KIND = CodeActionKind.RefactorRewrite;
const PIN_KIND = `${CodeActionKind.Refactor}.sense`;
export const CODE_ACTION_KINDS = [SYNONYM_KIND, PIN_KIND];

/** Senses that are offered for a pin, the likeliest first. */
const MAX_PINS = 6;
const MAX_DEFINITION = 56;

/** What reads words; each part throws where the model lacks it. */
type WordLens = Pick<Lens, 'wordNet' | 'senses' | 'contextFit'>;

/** What can be done with the word at the cursor: put a synonym in its place, say what it means in this document. */
export class WordActions {
  readonly #prose: DocumentProse;
  readonly #pins: PinnedSenses;
  readonly #shown: ShownSenses;
  readonly #lens: WordLens;

  constructor(prose: DocumentProse, pins: PinnedSenses, shown: ShownSenses, lens: WordLens) {
    this.#prose = prose;
    this.#pins = pins;
    this.#shown = shown;
    this.#lens = lens;
  }

  /**
   * Only for who asks: at every move of the cursor, editors ask too, for a sign that there is something to repair, and
   * at a word that is right there is not.
   */
  async at(document: TextDocument, { range, context }: CodeActionParams, token: CancellationToken) {
    if (context.triggerKind === CodeActionTriggerKind.Automatic) return [];
    const wants = (kind: string): boolean => context.only?.some((only) => isOfKind(kind, only)) ?? true;
    if (!CODE_ACTION_KINDS.some(wants)) return [];
    const { version } = document;
    const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const place = wordAt(await this.#prose.paragraphs(document, selection), selection.start);
    const reading = place && (await readWord(place, this.#shown.of(document.uri), { token }));
    if (!reading || selection.end > rangeOfReading(place.sentence, reading).end) return [];
    const actions = [
      ...(wants(SYNONYM_KIND) ? await this.#synonyms(document, place.sentence, reading, token) : []),
      ...(wants(PIN_KIND) ? this.#pinActions(document.uri, place.sentence, reading) : []),
    ];
    return document.version === version ? actions : []; // edits would land elsewhere
  }

  async #synonyms(document: TextDocument, sentence: Sentence, reading: PinnedReading, token: CancellationToken) {
    const source = (range: Range): string => document.getText(protocolRange(document, range));
    const { wordNet, senses, contextFit } = this.#lens;
    const synonyms = await fittingSynonyms(sentence, reading, source, { wordNet, senses, contextFit, token });
    return synonyms.map(({ text, edits }): CodeAction => {
      const changes = edits.map(
        (edit): TextEdit => ({ range: protocolRange(document, edit.range), newText: edit.text }),
      );
      const title = l10n.t('Replace with “{0}”', text);
      return { title, kind: SYNONYM_KIND, edit: { changes: { [document.uri]: changes } } };
    });
  }

  #pinActions(uri: string, sentence: Sentence, { lemma, pos, senses, start, end, pinned }: PinnedReading) {
    const place = { lemma, pos, tokens: words(sentence), start, end };
    const action = (title: string, command: string, senseKey: string): CodeAction => {
      const pin: PinnedSense = { ...place, senseKey };
      return { title, kind: PIN_KIND, command: { title, command, arguments: [uri, pin] } };
    };
    const pinnedHere = pinned === 'here' ? senses[0]!.senseKey : undefined;
    const pinnedAnywhere = new Set(
      this.#pins
        .of(uri)
        .filter((pin) => isSameWord(pin, place))
        .map(({ senseKey }) => senseKey),
    );
    const unpin = senses
      .filter(({ senseKey }) => pinnedAnywhere.has(senseKey))
      .map(({ senseKey, definition }) =>
        action(l10n.t('Unpin “{0}” in this document: {1}', lemma, shortened(definition)), UNPIN_COMMAND, senseKey),
      );
    if (senses.length < 2) return unpin;
    const pin = senses
      .filter(({ senseKey }) => senseKey !== pinnedHere)
      .slice(0, MAX_PINS)
      .map(({ senseKey, definition }) =>
        action(l10n.t('In this document “{0}” means: {1}', lemma, shortened(definition)), PIN_COMMAND, senseKey),
      );
    return [...unpin, ...pin];
  }
}

/** Code-action kinds are hierarchical: `refactor` asks for `refactor.rewrite` too. */
function isOfKind(kind: string, asked: string): boolean {
  return kind === asked || asked === '' || kind.startsWith(`${asked}.`);
}

function shortened(definition: string): string {
  if (definition.length <= MAX_DEFINITION) return definition;
  return `${definition.slice(0, MAX_DEFINITION).replace(/\W+\w*$/, '')}…`;
}
