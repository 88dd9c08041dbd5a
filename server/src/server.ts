import {
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MarkupKind,
  type ProgressToken,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { LargeDocuments } from './documents/large.ts';
import { DocumentProse, proseLanguage } from './documents/prose.ts';
import { protocolRange } from './documents/protocolRange.ts';
import { synchronisation } from './documents/synchronisation.ts';
import { CachedEngine } from './engine/cachedEngine.ts';
import { EngineClient } from './engine/engineClient.ts';
import { CancelledError } from './engine/errors.ts';
import { CODE_ACTION_KINDS, WordActions } from './features/codeActions.ts';
import { Comparer } from './features/compare.ts';
import { EntityHighlighter } from './features/entities.ts';
import { hoverAt } from './features/hover.ts';
import { SenseOccurrences } from './features/occurrences.ts';
import type { OpenDocuments } from './features/openDocuments.ts';
import { PIN_COMMAND, PinnedSenses, UNPIN_COMMAND } from './features/pinnedSenses.ts';
import { RepeatedPassages } from './features/repeated.ts';
import { ENTITY_LEGEND, entityTokens } from './features/semanticTokens.ts';
import { SimilarSearch } from './features/similar.ts';
import { StatusReporter } from './features/status.ts';
import { entitySymbols } from './features/symbols.ts';
import { TextReader } from './features/textReader.ts';
import { ToneReader } from './features/tone.ts';
import { UserError } from './features/userError.ts';
import { HeadFiles } from './heads/manifest.ts';
import { PinnedSenseReader } from './heads/pinnedSenses.ts';
import type { Installation } from './installation.ts';
import { Lens } from './lens.ts';
import {
  CompareRequest,
  EmbedRequest,
  EntitiesNotification,
  LargeDocumentNotification,
  PinnedSensesNotification,
  RepeatedRequest,
  type SenseReferenceParams,
  SensesRequest,
  SentimentRequest,
  SimilarRequest,
  StatusNotification,
  TextEntitiesRequest,
  VisibleRangesNotification,
} from './protocol.ts';
import { defaultSettings, type Settings, updateSettings } from './settings.ts';
import { ProseParser } from './text/parser.ts';

/** The language server on a connection: what it is made of, and which message goes where. */
export function startServer(connection: Connection, installation: Installation): void {
  const log = (line: string): void => connection.console.info(line);
  const documents = new TextDocuments(synchronisation);
  const open: OpenDocuments = { get: (uri) => documents.get(uri), all: () => documents.all() };
  const parser = new ProseParser(installation.parserScript);
  const prose = new DocumentProse(parser);
  const status = new StatusReporter((state, message) => {
    if (state === 'error') connection.console.error(message);
    void connection.sendNotification(StatusNotification, { state, message });
  });
  const largeDocuments = new LargeDocuments((uri, large) => {
    void connection.sendNotification(LargeDocumentNotification, { textDocument: { uri }, large });
  });
  const pins = new PinnedSenses((uri, pinned) => {
    void connection.sendNotification(PinnedSensesNotification, { textDocument: { uri }, pins: pinned });
  });
  let settings: Settings = defaultSettings;
  let pullsSettings = false;
  let refreshesHints = false;
  let features: Features | undefined;
  let signalStarted = (): void => {};
  const started = new Promise<void>((resolve) => {
    signalStarted = resolve;
  });
  let engine: EngineClient | undefined;
  let hasStarted = false;

  connection.onInitialize(({ capabilities, initializationOptions }: InitializeParams): InitializeResult => {
    pullsSettings = capabilities.workspace?.configuration === true;
    refreshesHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
    settings = updateSettings(settings, initializationOptions, log);
    const { highlightsEntities } = (initializationOptions ?? {}) as { highlightsEntities?: boolean };
    restorePins((initializationOptions as { pinnedSenses?: unknown } | undefined)?.pinnedSenses);
    return {
      serverInfo: { name: 'ELMo Lens', version: installation.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        documentHighlightProvider: true,
        referencesProvider: true,
        codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS },
        executeCommandProvider: { commands: [PIN_COMMAND, UNPIN_COMMAND] },
        documentSymbolProvider: { label: 'ELMo Lens' },
        inlayHintProvider: true,
        ...(!highlightsEntities && { semanticTokensProvider: { legend: ENTITY_LEGEND, full: true } }),
      },
    };
  });

  connection.onInitialized(async () => {
    await pullSettings();
    const modelDirectory = settings.model.path || installation.modelDirectory;
    engine = new EngineClient({
      script: installation.engineScript,
      modelDirectory,
      log,
      onState: (state) => {
        if (state.kind === 'ready' || state.kind === 'working') logStart(modelDirectory);
        status.engine(state);
      },
    });
    const cached = new CachedEngine(engine);
    const lens = new Lens(cached, HeadFiles.open(modelDirectory), installation.wordNet);
    features = {
      lens,
      entities: new EntityHighlighter({
        prose,
        tagger: () => lens.entities,
        settings: () => settings,
        publish: ({ uri, version }, entities, complete) => {
          void connection.sendNotification(EntitiesNotification, {
            textDocument: { uri, version },
            entities,
            complete,
          });
        },
        onError: (error) => status.problem(error),
      }),
      occurrences: new SenseOccurrences(open, prose, () => lens.senses, pins),
      actions: new WordActions(
        prose,
        pins,
        () => lens.senses,
        () => lens.wordNet,
      ),
      similar: new SimilarSearch(open, prose, () => lens.sentences),
      repeated: new RepeatedPassages(open, prose, () => lens.sentences),
      comparer: new Comparer(open, prose, cached, () => lens.sentences),
      tone: new ToneReader(open, prose, () => lens.sentiment),
      texts: new TextReader(lens, (text, language) => prose.parse(text, language)),
    };
    signalStarted();
    for (const document of documents.all()) features.entities.schedule(document, 0);
  });

  connection.onDidChangeConfiguration(async ({ settings: pushed }) => {
    if (pullsSettings) await pullSettings();
    else settings = updateSettings(settings, (pushed as { elmoLens?: unknown } | null)?.elmoLens, log);
    if (refreshesHints) void connection.languages.inlayHint.refresh();
    for (const document of documents.all()) features?.entities.schedule(document, 0);
  });

  async function pullSettings(): Promise<void> {
    if (!pullsSettings) return;
    settings = updateSettings(settings, await connection.workspace.getConfiguration('elmoLens'), log);
  }

  documents.onDidOpen(({ document }) => features?.entities.schedule(document, 0));
  documents.onDidChangeContent(({ document }) => {
    largeDocuments.update(document); // opened, too
    features?.entities.schedule(document);
  });
  documents.onDidClose(({ document }) => {
    largeDocuments.close(document.uri);
    features?.entities.close(document.uri);
  });

  connection.onNotification(VisibleRangesNotification, ({ textDocument, ranges }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    const shown = ranges.map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
    void started.then(() => features?.entities.setVisible(document, shown));
  });

  connection.onHover(({ textDocument, position }, token) =>
    answer(async ({ lens }) => {
      const document = documents.get(textDocument.uri);
      const show = settings.hover.senses;
      if (!document || show === 'off') return null;
      const offset = document.offsetAt(position);
      const paragraphs = await prose.paragraphs(document, { start: offset, end: offset });
      const senses = () => new PinnedSenseReader(lens.senses, pins.of(document.uri));
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
    answerQuietly(null, async ({ occurrences }) => {
      const document = documents.get(textDocument.uri);
      const found = document && (await occurrences.inDocument(document, document.offsetAt(position), token));
      return found?.map((range) => ({ range: protocolRange(document!, range) })) ?? null;
    }),
  );
  connection.onReferences(({ textDocument, position, alsoSearch = [] }: SenseReferenceParams, token) =>
    answer(async ({ occurrences }) => {
      const document = documents.get(textDocument.uri);
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
    answerQuietly([], async ({ actions }) => {
      const document = documents.get(params.textDocument.uri);
      return document ? actions.at(document, params, token) : [];
    }),
  );
  connection.onExecuteCommand(({ command, arguments: parameters }) =>
    answer(async () => {
      pins.run(command, parameters);
      return null;
    }),
  );
  connection.onNotification(PinnedSensesNotification, ({ textDocument, pins: pinned }) =>
    restorePins({ [textDocument.uri]: pinned }),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    answerQuietly([], async ({ entities }) => {
      const document = documents.get(textDocument.uri);
      return document ? entitySymbols(await entities.entities(document)) : [];
    }),
  );
  connection.languages.semanticTokens.on(({ textDocument }) =>
    answerQuietly({ data: [] }, async ({ entities }) => {
      const document = documents.get(textDocument.uri);
      if (!document || !settings.entities.enabled) return { data: [] };
      return entityTokens(document, await entities.entities(document));
    }),
  );
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answerQuietly([], async ({ tone }) => {
      const document = documents.get(textDocument.uri);
      if (!document || !settings.tone.inlayHints) return [];
      return tone.hints(document, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }, token);
    }),
  );
  connection.onRequest(SimilarRequest, (params, token) =>
    withProgress('Finding similar passages', params.workDoneToken, (report) =>
      answer(({ similar }) => similar.search({ limit: settings.similar.limit, ...params }, report, token)),
    ),
  );
  connection.onRequest(RepeatedRequest, (params, token) =>
    withProgress('Finding repeated passages', params.workDoneToken, (report) =>
      answer(({ repeated }) => repeated.find(params, report, token)),
    ),
  );
  connection.onRequest(CompareRequest, ({ a, b }) => answer(({ comparer }) => comparer.compare(a, b)));
  connection.onRequest(SentimentRequest, (place) => answer(({ tone }) => tone.read(place)));

  connection.onRequest(EmbedRequest, ({ text, languageId = '' }, token) =>
    answer(({ texts }) => texts.embed(text, proseLanguage(languageId), { token })),
  );
  connection.onRequest(SensesRequest, ({ text, languageId = '', word }, token) =>
    answer(({ texts }) => texts.senses(text, proseLanguage(languageId), word, { token })),
  );
  connection.onRequest(TextEntitiesRequest, ({ text, languageId = '' }, token) =>
    answer(({ texts }) => texts.entities(text, proseLanguage(languageId), { token })),
  );

  connection.onShutdown(() => {
    engine?.dispose();
    parser.dispose();
  });

  /** Runs a task whose share done is shown by the editor, which can cancel it. */
  async function withProgress<Result>(
    title: string,
    workDoneToken: ProgressToken | undefined,
    run: (report: (share: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin(title, 0, undefined, true);
    try {
      return await run((share) => progress.report(Math.round(share * 100)));
    } finally {
      progress.done();
    }
  }

  /** Runs a feature; whatever it throws becomes a response error with a sentence for the user. */
  async function answer<Result>(run: (features: Features) => Promise<Result>): Promise<Result> {
    await started;
    try {
      return await run(features!);
    } catch (error) {
      if (error instanceof CancelledError) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
      const code = error instanceof UserError ? ErrorCodes.InvalidParams : LSPErrorCodes.RequestFailed;
      throw new ResponseError(code, error instanceof Error ? error.message : String(error));
    }
  }

  /** As `answer`, for what an editor asks by itself: nobody waits for an error, so that the status tells it. */
  function answerQuietly<Result>(nothing: Result, run: (features: Features) => Promise<Result>): Promise<Result> {
    return answer(run).catch((error: ResponseError<void>) => {
      if (error.code !== LSPErrorCodes.RequestCancelled) status.problem(error);
      return nothing;
    });
  }

  /** Once: the engine is ready again after each piece of work. */
  function logStart(modelDirectory: string): void {
    if (hasStarted) return;
    hasStarted = true;
    const seconds = (performance.now() / 1000).toFixed(1); // of this process
    log(`ELMo Lens ${installation.version} was ready after ${seconds} s, with the model in ${modelDirectory}`);
  }

  function restorePins(raw: unknown): void {
    try {
      pins.restore(raw);
    } catch (error) {
      log(`Pinned senses that can't be read are left out: ${error}`);
    }
  }

  documents.listen(connection);
  connection.listen();
}

interface Features {
  readonly lens: Lens;
  readonly occurrences: SenseOccurrences;
  readonly actions: WordActions;
  readonly entities: EntityHighlighter;
  readonly similar: SimilarSearch;
  readonly repeated: RepeatedPassages;
  readonly comparer: Comparer;
  readonly tone: ToneReader;
  readonly texts: TextReader;
}
