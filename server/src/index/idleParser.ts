import type { CancellationToken } from 'vscode-languageserver-protocol';
import { ProseParser } from '../text/parser.ts';
import type { Paragraph, ProseLanguage } from '../text/types.ts';

/** How long a parser that has nothing to do is kept. */
const IDLE_MS = 10_000;

/**
 * A parser for work in the background, apart from the one that reads what is visible, so that neither waits for the other;
 * its worker is there only while there is work.
 */
export class IdleParser {
  readonly #script: string;
  #parser: ProseParser | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Texts that are being read. */
  #busy = 0;

  constructor(script: string) {
    this.#script = script;
  }

  /** As `ProseParser`'s. */
  async parse(text: string, language: ProseLanguage, token: CancellationToken): Promise<Paragraph[]> {
    clearTimeout(this.#timer);
    this.#parser ??= new ProseParser(this.#script);
    this.#busy++;
    try {
      return await this.#parser.parse(text, language, token);
    } finally {
      if (--this.#busy === 0) this.#timer = setTimeout(() => this.dispose(), IDLE_MS).unref();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    void this.#parser?.dispose();
    this.#parser = undefined;
  }
}
