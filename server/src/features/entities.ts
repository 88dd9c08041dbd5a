import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, isWholeDocumentRead, touches, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { Priority } from '../engine/engine.ts';
import { CancelledError } from '../engine/errors.ts';
import type { EntityTagger } from '../heads/entities.ts';
import type { Entity } from '../protocol.ts';
import type { Settings } from '../settings.ts';
import { Slices } from '../slices.ts';
import type { Range, Sentence } from '../text/types.ts';
import type { Hidden } from './hidden.ts';
import { rangeOfReading } from './wordAt.ts';

/** Quiet time after an edit before the document is read again. */
const SETTLE_MS = 150;
/** Sentences tagged in one go in the background; small enough to keep the event loop free. */
const CHUNK_SENTENCES = 64;

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

interface Pass {
  readonly source: CancellationTokenSource;
  timer?: NodeJS.Timeout;
}

/** Keeps the entities of the open documents published: what is visible first, then the rest, again after each edit. */
export class EntityHighlighter {
  readonly #options: EntityHighlighterOptions;
  readonly #passes = new Map<string, Pass>();
  readonly #visible = new Map<string, readonly Range[]>();

  constructor(options: EntityHighlighterOptions) {
    this.#options = options;
  }

  /** Reads the document once it has been left alone for a moment; a newer call replaces an older one. */
  schedule(document: TextDocument, settle = SETTLE_MS): void {
    this.#stop(document.uri);
    const pass: Pass = { source: new CancellationTokenSource() };
    this.#passes.set(document.uri, pass);
    pass.timer = setTimeout(() => void this.#run(document, pass), settle);
  }

  /** Tells what the editor shows of a document. Only a document that is read in part is read again for it. */
  setVisible(document: TextDocument, ranges: readonly Range[]): void {
    this.#visible.set(document.uri, ranges);
    if (!isWholeDocumentRead(document)) this.schedule(document);
  }

  /** Stops all work for a closed document. */
  close(uri: string): void {
    this.#stop(uri);
    this.#visible.delete(uri);
  }

  /** All entities of a document, as the settings show them. */
  async entities(document: TextDocument): Promise<Entity[]> {
    const sentences = await this.#sentences(document);
    return this.#tag(document, sentences, 'visible', new CancellationTokenSource());
  }

  async #run(document: TextDocument, pass: Pass): Promise<void> {
    const { publish, onError, settings, hidden } = this.#options;
    const version = document.version;
    const stale = (): boolean => pass.source.token.isCancellationRequested || document.version !== version;
    try {
      const isShown = settings(document.uri).entities.enabled && !hidden.hidesFile(document.uri);
      if (!isShown) return publish(document, [], true);
      const sentences = await this.#sentences(document);
      const shown = this.#visible.get(document.uri) ?? [{ start: 0, end: 5000 }];
      const isVisible = (sentence: Sentence): boolean => shown.some((range) => touches(sentence, range));
      const rest = sentences.filter((sentence) => !isVisible(sentence));
      const entities = await this.#tag(document, sentences.filter(isVisible), 'visible', pass.source);
      if (stale()) return;
      if (entities.length > 0 || rest.length === 0) publish(document, entities, rest.length === 0);
      if (rest.length === 0) return;
      const others = await this.#tag(document, rest, 'background', pass.source);
      if (!stale()) publish(document, [...entities, ...others], true);
    } catch (error) {
      if (error instanceof CancelledError || stale()) return;
      onError(error);
      publish(document, [], true); // none rather than those of an older text
    }
  }

  async #sentences(document: TextDocument): Promise<Sentence[]> {
    const { prose } = this.#options;
    if (isWholeDocumentRead(document)) return (await prose.paragraphs(document)).flatMap(({ sentences }) => sentences);
    const shown = this.#visible.get(document.uri) ?? [{ start: 0, end: 0 }];
    const paragraphs = await Promise.all(shown.map((range) => prose.paragraphs(document, range)));
    return paragraphs.flat().flatMap(({ sentences }) => sentences);
  }

  async #tag(
    document: TextDocument,
    sentences: readonly Sentence[],
    priority: Priority,
    { token }: CancellationTokenSource,
  ): Promise<Entity[]> {
    const { tagger, settings, hidden } = this.#options;
    const { labels, minimumConfidence } = settings(document.uri).entities;
    const isHidden = hidden.nameTest(document.uri);
    const entities: Entity[] = [];
    const slices = new Slices(token);
    for (let at = 0; at < sentences.length; at += CHUNK_SENTENCES) {
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
      const chunk = sentences.slice(at, at + CHUNK_SENTENCES);
      const spans = await tagger().tag(chunk.map(words), { priority, token });
      if (token.isCancellationRequested) throw new CancelledError();
      for (const [i, sentence] of chunk.entries()) {
        for (const { label, confidence, ...span } of spans[i]!) {
          if (!labels.includes(label) || confidence < minimumConfidence) continue;
          const range = protocolRange(document, rangeOfReading(sentence, span));
          const text = document.getText(range);
          if (!isHidden(text)) entities.push({ range, text, label, confidence });
        }
      }
    }
    return entities;
  }

  #stop(uri: string): void {
    const pass = this.#passes.get(uri);
    if (!pass) return;
    clearTimeout(pass.timer);
    pass.source.cancel();
    this.#passes.delete(uri);
  }
}
