import { type CancellationToken, CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, isWholeDocumentRead, touches } from '../documents/prose.ts';
import type { Priority } from '../engine/engine.ts';
import { CancelledError } from '../engine/errors.ts';
import { Slices } from '../slices.ts';
import type { Range, Sentence } from '../text/types.ts';

/** Quiet time after an edit before the document is read again. */
const SETTLE_MS = 150;
/** Sentences read in one go in the background; small enough to keep the event loop free. */
const CHUNK_SENTENCES = 64;

export interface ContinuousReadingOptions<Finding> {
  readonly prose: DocumentProse;
  /** Whether a document is read at all. */
  readonly isRead: (uri: string) => boolean;
  /** What there is in some sentences of a document. */
  readonly find: (document: TextDocument, sentences: readonly Sentence[], how: HowToRead) => Promise<Finding[]>;
  /** `complete` is false while more of the document is still to come. */
  readonly publish: (document: TextDocument, findings: Finding[], complete: boolean) => void;
  readonly onError: (error: unknown) => void;
}

export interface HowToRead {
  readonly priority: Priority;
  readonly token: CancellationToken;
}

interface Pass {
  readonly source: CancellationTokenSource;
  timer?: NodeJS.Timeout;
}

/**
 * Keeps what there is in the open documents published: what is visible first, then the rest, again after each edit. The
 * engine remembers sentences, so that an edit costs those that it changed.
 */
export class ContinuousReading<Finding> {
  readonly #options: ContinuousReadingOptions<Finding>;
  readonly #passes = new Map<string, Pass>();
  readonly #visible = new Map<string, readonly Range[]>();

  constructor(options: ContinuousReadingOptions<Finding>) {
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

  /** All that there is in a document. */
  async all(document: TextDocument): Promise<Finding[]> {
    const { token } = new CancellationTokenSource();
    return this.#find(document, await this.#sentences(document), { priority: 'visible', token });
  }

  async #run(document: TextDocument, { source: { token } }: Pass): Promise<void> {
    const { publish, onError, isRead } = this.#options;
    const version = document.version;
    const stale = (): boolean => token.isCancellationRequested || document.version !== version;
    try {
      if (!isRead(document.uri)) return publish(document, [], true);
      const sentences = await this.#sentences(document);
      const shown = this.#visible.get(document.uri) ?? [{ start: 0, end: 5000 }];
      const isVisible = (sentence: Sentence): boolean => shown.some((range) => touches(sentence, range));
      const rest = sentences.filter((sentence) => !isVisible(sentence));
      const findings = await this.#find(document, sentences.filter(isVisible), { priority: 'visible', token });
      if (stale()) return;
      if (findings.length > 0 || rest.length === 0) publish(document, findings, rest.length === 0);
      if (rest.length === 0) return;
      const others = await this.#find(document, rest, { priority: 'background', token });
      if (!stale()) publish(document, [...findings, ...others], true);
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

  async #find(document: TextDocument, sentences: readonly Sentence[], how: HowToRead): Promise<Finding[]> {
    const findings: Finding[] = [];
    const slices = new Slices(how.token);
    for (let at = 0; at < sentences.length; at += CHUNK_SENTENCES) {
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
      findings.push(...(await this.#options.find(document, sentences.slice(at, at + CHUNK_SENTENCES), how)));
      if (how.token.isCancellationRequested) throw new CancelledError();
    }
    return findings;
  }

  #stop(uri: string): void {
    const pass = this.#passes.get(uri);
    if (!pass) return;
    clearTimeout(pass.timer);
    pass.source.cancel();
    this.#passes.delete(uri);
  }
}
