import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { EntityTagger } from '../heads/entities.ts';
import type { Entity } from '../protocol.ts';
import type { Settings } from '../settings.ts';
import type { Range, Sentence } from '../text/types.ts';
import { ContinuousReading, type HowToRead } from './continuousReading.ts';
import type { Hidden } from './hidden.ts';
import { rangeOfReading } from './wordAt.ts';

export interface EntityHighlighterOptions {
  readonly prose: DocumentProse;
  /** Throws `HeadError` where the model has no tagger. */
  readonly tagger: () => EntityTagger;
  /** For a document. */
  readonly settings: (uri: string) => Settings;
  readonly hidden: Hidden;
  readonly publish: (document: TextDocument, entities: Entity[], complete: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps the entities of the open documents published. */
export class EntityHighlighter {
  readonly #options: EntityHighlighterOptions;
  readonly #reading: ContinuousReading<Entity>;

  constructor(options: EntityHighlighterOptions) {
    const { prose, settings, hidden, publish, onError } = options;
    this.#options = options;
    this.#reading = new ContinuousReading({
      prose,
      isRead: (uri) => settings(uri).entities.enabled && !hidden.hidesFile(uri),
      find: (document, sentences, how) => this.#tag(document, sentences, how),
      publish,
      onError,
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

  /** Stops all work for a closed document. */
  close(uri: string): void {
    this.#reading.close(uri);
  }

  /** All entities of a document, as the settings show them. */
  entities(document: TextDocument): Promise<Entity[]> {
    return this.#reading.all(document);
  }

  async #tag(document: TextDocument, sentences: readonly Sentence[], how: HowToRead): Promise<Entity[]> {
    const { tagger, settings, hidden } = this.#options;
    const { labels, minimumConfidence } = settings(document.uri).entities;
    const isHidden = hidden.nameTest(document.uri);
    const spans = await tagger().tag(sentences.map(words), how);
    return sentences.flatMap((sentence, i) =>
      spans[i]!.filter(({ label, confidence }) => labels.includes(label) && confidence >= minimumConfidence)
        .map(({ label, confidence, ...span }) => {
          const range = protocolRange(document, rangeOfReading(sentence, span));
          return { range, text: document.getText(range), label, confidence };
        })
        .filter(({ text }) => !isHidden(text)),
    );
  }
}
