import * as l10n from '@vscode/l10n';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  DiagnosticSeverity,
} from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, touches, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { LikelierWord } from '../heads/likelierWords.ts';
import type { UnlikelyWordFinder } from '../heads/unlikelyWords.ts';
import type { Settings } from '../settings.ts';
import type { Range, Sentence } from '../text/types.ts';
import type { WordNet } from '../wordnet/wordnet.ts';
import { ContinuousReading, type HowToRead } from './continuousReading.ts';
import type { Hidden } from './hidden.ts';
import { withCase } from './letterCase.ts';
import { rangeOfReading } from './wordAt.ts';

export const FIX_KIND = CodeActionKind.QuickFix;
/** As clients show them beside the message. */
const SOURCE = 'ELMo Lens';
const CODE = 'unlikely-word';

/** Marks around a word that is spoken of: emphasis, code, an argument of a LaTeX command. */
const MARK_BEFORE = /[*_`{]$/;
const MARK_AFTER = /^[*_`}]/;

export interface UnlikelyWordMarkerOptions {
  readonly prose: DocumentProse;
  /** Rejects where the model has no softmax. */
  readonly finder: () => UnlikelyWordFinder;
  readonly wordNet: () => WordNet;
  /** For a document. */
  readonly settings: (uri: string) => Settings;
  readonly hidden: Hidden;
  readonly publish: (document: Pick<TextDocument, 'uri' | 'version'>, diagnostics: Diagnostic[]) => void;
  readonly onError: (error: unknown) => void;
}

/** A word that is marked. */
interface UnlikelyWord {
  readonly range: Range;
  /** As it stands in the text, and what is to stand there. */
  readonly text: string;
  readonly replacement: string;
  readonly diagnostic: Diagnostic;
}

interface MarkedDocument {
  readonly version: number;
  readonly words: readonly UnlikelyWord[];
}

/** Keeps a diagnostic on each word of the open documents that is likely a slip, with its repair. */
export class UnlikelyWordMarker {
  readonly #options: UnlikelyWordMarkerOptions;
  readonly #reading: ContinuousReading<UnlikelyWord>;
  /** Documents that have diagnostics, by uri. */
  readonly #marked = new Map<string, MarkedDocument>();
  /** A model without a softmax is told of once, not after each edit. */
  readonly #problems = new Set<string>();

  constructor(options: UnlikelyWordMarkerOptions) {
    const { prose, settings, hidden } = options;
    this.#options = options;
    this.#reading = new ContinuousReading({
      prose,
      isRead: (uri) => settings(uri).unlikelyWords.enabled && !hidden.hidesFile(uri),
      find: (document, sentences, how) => this.#find(document, sentences, how),
      publish: (document, found, complete) => this.#publish(document, found, complete),
      onError: (error) => this.#tell(error),
    });
  }

  /** Reads the document once it has been left alone for a moment; a newer call replaces an older one. */
  schedule(document: TextDocument, settle?: number): void {
    this.#reading.schedule(document, settle);
  }

  /** Tells what the editor shows of a document. */
  setVisible(document: TextDocument, ranges: readonly Range[]): void {
    this.#reading.setVisible(document, ranges);
  }

  /** Stops all work for a closed document, and takes its diagnostics back. */
  close({ uri, version }: TextDocument): void {
    this.#reading.close(uri);
    if (this.#marked.delete(uri)) this.#options.publish({ uri, version }, []);
  }

  /** The repairs of what is marked at a place. */
  fixes(document: TextDocument, { range, context }: CodeActionParams): CodeAction[] {
    if (context.only && !context.only.some((kind) => kind === '' || kind === FIX_KIND)) return [];
    const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return this.#at(document, place).map(({ replacement, diagnostic }) => ({
      title: l10n.t('Replace with “{0}”', replacement),
      kind: FIX_KIND,
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: { changes: { [document.uri]: [{ range: diagnostic.range, newText: replacement }] } },
    }));
  }

  /** The word that is marked at an offset. */
  wordAt(document: TextDocument, offset: number): string | undefined {
    return this.#at(document, { start: offset, end: offset })[0]?.text.toLowerCase();
  }

  #at({ uri, version }: TextDocument, place: Range): UnlikelyWord[] {
    const marked = this.#marked.get(uri);
    return marked?.version === version ? marked.words.filter(({ range }) => touches(range, place)) : [];
  }

  async #find(document: TextDocument, sentences: readonly Sentence[], how: HowToRead): Promise<UnlikelyWord[]> {
    const found = await this.#options.finder().find(sentences.map(words), how);
    const isHidden = this.#hiddenTest(document.uri);
    return sentences.flatMap((sentence, i) =>
      found[i]!.filter((word) => isWritten(document, sentence, word))
        .map((word) => unlikelyWord(document, sentence, word))
        .filter(({ text }) => !isHidden(text)),
    );
  }

  /** Whether the user hides a word, in whichever of its forms. */
  #hiddenTest(uri: string): (text: string) => boolean {
    const isHidden = this.#options.hidden.wordTest(uri);
    return (text) => {
      if (isHidden({ lemma: text })) return true;
      const { morphology } = this.#options.wordNet();
      const lemmas = (['n', 'v', 'a', 'r'] as const).flatMap((pos) => morphology.baseForms(text, pos));
      return lemmas.some((lemma) => isHidden({ lemma }));
    };
  }

  /** Diagnostics outside of the visible part stay until all is read: they would flicker at each edit. */
  #publish(document: TextDocument, found: readonly UnlikelyWord[], complete: boolean): void {
    const { uri, version } = document;
    const isMarked = this.#marked.has(uri);
    if ((isMarked && !complete) || (!isMarked && found.length === 0)) return;
    if (found.length > 0) this.#marked.set(uri, { version, words: found });
    else this.#marked.delete(uri);
    this.#options.publish(
      { uri, version },
      found.map(({ diagnostic }) => diagnostic),
    );
  }

  #tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#problems.has(message)) return;
    this.#problems.add(message);
    this.#options.onError(new Error(l10n.t("Unlikely words can't be marked. {0}", message)));
  }
}

function unlikelyWord(document: TextDocument, sentence: Sentence, likelier: LikelierWord): UnlikelyWord {
  const offsets = rangeOfReading(sentence, likelier);
  const range = protocolRange(document, offsets);
  const text = document.getText(range);
  const apostrophe = likelier.text.includes("'") && document.getText().includes('’') ? '’' : "'";
  const replacement = withCase(likelier.text.replace("'", apostrophe), text);
  const message = l10n.t('“{0}” is unlikely here; did you mean “{1}”?', text, replacement);
  const severity = DiagnosticSeverity.Information;
  return { range: offsets, text, replacement, diagnostic: { range, severity, source: SOURCE, code: CODE, message } };
}

/** Whether the tokens are one word of the source, and one that is used, not spoken of: *form* between marks is not. */
function isWritten(document: TextDocument, { tokens }: Sentence, { start, end }: LikelierWord): boolean {
  const parts = tokens.slice(start, end);
  if (parts.some((token, i) => i > 0 && token.start !== parts[i - 1]!.end)) return false;
  const { start: from, end: to } = rangeOfReading({ tokens } as Sentence, { start, end });
  const before = document.getText(protocolRange(document, { start: from - 1, end: from }));
  const after = document.getText(protocolRange(document, { start: to, end: to + 1 }));
  return !(MARK_BEFORE.test(before) && MARK_AFTER.test(after));
}
