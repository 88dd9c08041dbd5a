import { type Connection, MarkupKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientSettings } from '../clientSettings.ts';
import type { DocumentProse } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { Hidden } from '../features/hidden.ts';
import { hoverAt } from '../features/hover.ts';
import type { OpenDocuments } from '../features/openDocuments.ts';
import type { PinnedSenses } from '../features/pinnedSenses.ts';
import { entityTokens } from '../features/semanticTokens.ts';
import { entitySymbols } from '../features/symbols.ts';
import type { SenseReferenceParams } from '../protocol.ts';
import type { Answers } from './answers.ts';

interface Parts {
  readonly documents: OpenDocuments;
  readonly prose: DocumentProse;
  readonly pins: PinnedSenses;
  readonly hidden: Hidden;
  readonly settings: ClientSettings;
  readonly answers: Answers;
}

/** What any editor asks: the requests of LSP. Of a hidden file, it hears nothing. */
export function routeEditorRequests(connection: Connection, parts: Parts): void {
  const { documents, hidden } = parts;
  const shownDocument = (uri: string) => (hidden.hidesFile(uri) ? undefined : documents.get(uri));
  routeWordRequests(connection, { ...parts, shownDocument });
  routeDocumentRequests(connection, { ...parts, shownDocument });
}

interface ShownParts extends Parts {
  /** An open document that is not hidden. */
  readonly shownDocument: (uri: string) => TextDocument | undefined;
}

/** About the word at the cursor. */
function routeWordRequests(
  connection: Connection,
  { shownDocument, prose, pins, settings, answers }: ShownParts,
): void {
  connection.onHover(({ textDocument, position }, token) =>
    answers.answer(async ({ shownSenses }) => {
      const document = shownDocument(textDocument.uri);
      const show = settings.of(textDocument.uri).hover.senses;
      if (!document || show === 'off') return null;
      const offset = document.offsetAt(position);
      const paragraphs = await prose.paragraphs(document, { start: offset, end: offset });
      const senses = () => shownSenses.of(document.uri);
      const reading = await hoverAt(paragraphs, offset, { senses, show, token });
      if (!reading) return null;
      const { contents, range } = reading;
      return {
        contents: { kind: MarkupKind.Markdown, value: contents },
        ...(range && { range: protocolRange(document, range) }),
      };
    }),
  );
  connection.onDocumentHighlight(({ textDocument, position }, token) =>
    answers.answerQuietly(null, async ({ occurrences }) => {
      const document = shownDocument(textDocument.uri);
      const found = document && (await occurrences.inDocument(document, document.offsetAt(position), token));
      return found?.map((range) => ({ range: protocolRange(document!, range) })) ?? null;
    }),
  );
  connection.onReferences(({ textDocument, position, alsoSearch = [] }: SenseReferenceParams, token) =>
    answers.answer(async ({ occurrences }) => {
      const document = shownDocument(textDocument.uri);
      const offset = document?.offsetAt(position) ?? 0;
      const found = document && (await occurrences.everywhere(document, offset, alsoSearch, token));
      return (
        found?.flatMap(({ document, ranges }) =>
          ranges.map((range) => ({ uri: document.uri, range: protocolRange(document, range) })),
        ) ?? null
      );
    }),
  );
  connection.onCodeAction((params, token) =>
    answers.answerQuietly([], async ({ actions, unlikelyWords }) => {
      const document = shownDocument(params.textDocument.uri);
      return document ? [...unlikelyWords.fixes(document, params), ...(await actions.at(document, params, token))] : [];
    }),
  );
  connection.onExecuteCommand(({ command, arguments: parameters }) =>
    answers.answer(async () => {
      pins.run(command, parameters);
      return null;
    }),
  );
}

/** About a document, or what is shown of it. */
function routeDocumentRequests(connection: Connection, { shownDocument, settings, answers }: ShownParts): void {
  connection.onDocumentSymbol(({ textDocument }) =>
    answers.answerQuietly([], async ({ entities }) => {
      const document = shownDocument(textDocument.uri);
      return document ? entitySymbols(await entities.entities(document)) : [];
    }),
  );
  connection.languages.semanticTokens.on(({ textDocument }) =>
    answers.answerQuietly({ data: [] }, async ({ entities }) => {
      const document = shownDocument(textDocument.uri);
      if (!document || !settings.of(document.uri).entities.enabled) return { data: [] };
      return entityTokens(document, await entities.entities(document));
    }),
  );
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answers.answerQuietly([], async ({ tone }) => {
      const document = shownDocument(textDocument.uri);
      if (!document || !settings.of(document.uri).tone.inlayHints) return [];
      return tone.hints(document, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }, token);
    }),
  );
}
