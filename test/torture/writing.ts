import fc from 'fast-check';
import { DidChangeTextDocumentNotification } from 'vscode-languageserver-protocol/node';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { LanguageServer } from '../protocol/languageServer.ts';

const SUBJECTS = ['Angela Merkel', 'The manager', 'A fisherman', 'Kofi Annan', 'The committee', 'My sister'];
const VERBS = ['sat on', 'looked at', 'wrote about', 'asked for', 'crossed', 'closed', 'remembered'];
const OBJECTS = [
  'the bank of the river',
  'the bank in Berlin',
  'a plant',
  'the cold spring',
  'a loan',
  'an old letter',
];
const PLACES = ['in Rome', 'near the water', 'in the winter', 'on a Tuesday', 'after the war', 'without a word'];

/** A sentence with names and words of several senses; no two of a million are the same. */
export const anySentence = fc
  .tuple(
    ...[SUBJECTS, VERBS, OBJECTS, PLACES].map((words) => fc.constantFrom(...words)),
    fc.integer({ min: 2, max: 9999 }),
  )
  .map((words) => `${words.slice(0, -1).join(' ')}, as was said ${words.at(-1)} times.`);

export const anyText = (paragraphs: number) =>
  fc
    .array(fc.array(anySentence, { minLength: 2, maxLength: 4 }), { minLength: paragraphs, maxLength: paragraphs })
    .map((all) => all.map((sentences) => sentences.join(' ')).join('\n\n'));

/** What a writer does next: types, deletes, pastes. `at` is the share of the document before it. */
export const anyEdit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  deleted: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 30 })),
  inserted: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'the ', ' bank', '.', ',', '\n', '\n\n', ' Berlin', '*') },
    anySentence,
  ),
});
export type Edit = typeof anyEdit extends fc.Arbitrary<infer Value> ? Value : never;

/** An open document, as its editor has it. */
export class Writing {
  readonly #server: LanguageServer;
  #document: TextDocument;

  private constructor(server: LanguageServer, document: TextDocument) {
    this.#server = server;
    this.#document = document;
  }

  static async open(server: LanguageServer, uri: string, text: string): Promise<Writing> {
    return new Writing(server, await server.open(uri, text));
  }

  get document(): TextDocument {
    return this.#document;
  }

  async edit({ at, deleted, inserted }: Edit): Promise<void> {
    const { uri, languageId, version } = this.#document;
    const text = this.#document.getText();
    const start = Math.floor(at * text.length);
    const end = Math.min(start + deleted, text.length);
    const range = { start: this.#document.positionAt(start), end: this.#document.positionAt(end) };
    const change: TextDocumentContentChangeEvent = { range, text: inserted };
    // What LSP says of places inside of a line end holds here, too.
    const [from, to] = [this.#document.offsetAt(range.start), this.#document.offsetAt(range.end)];
    const edited = text.slice(0, from) + inserted + text.slice(to);
    this.#document = TextDocument.create(uri, languageId, version + 1, edited);
    await this.#server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: version + 1 },
      contentChanges: [change],
    });
  }
}
