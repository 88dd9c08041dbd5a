import * as l10n from '@vscode/l10n';
import { type Connection, MessageType, ShowMessageNotification, TextDocuments } from 'vscode-languageserver';
import { ClientSettings } from './clientSettings.ts';
import { LargeDocuments } from './documents/large.ts';
import { DocumentProse } from './documents/prose.ts';
import { synchronisation } from './documents/synchronisation.ts';
import { CachedEngine } from './engine/cachedEngine.ts';
import { EngineClient } from './engine/engineClient.ts';
import { WordActions } from './features/codeActions.ts';
import { Comparer } from './features/compare.ts';
import { DocumentSubjects } from './features/documentSubjects.ts';
import { EntityHighlighter } from './features/entities.ts';
import { Hidden } from './features/hidden.ts';
import { SenseOccurrences } from './features/occurrences.ts';
import { PinnedSenses } from './features/pinnedSenses.ts';
import { RepeatedPassages } from './features/repeated.ts';
import { SenseMapper } from './features/senseMap.ts';
import { ShownSenses } from './features/shownSenses.ts';
import { SimilarSearch } from './features/similar.ts';
import { StatusReporter } from './features/status.ts';
import { TextReader } from './features/textReader.ts';
import { ToneReader } from './features/tone.ts';
import { UnlikelyWordMarker } from './features/unlikelyWords.ts';
import { WordByWordComparer } from './features/wordByWord.ts';
import { HeadFiles } from './heads/manifest.ts';
import { TeamFiles } from './index/team/teamFiles.ts';
import type { Installation } from './installation.ts';
import { Lens } from './lens.ts';
import {
  EntitiesNotification,
  LargeDocumentNotification,
  PinnedSensesNotification,
  StatusNotification,
} from './protocol.ts';
import { Answers, type Features } from './routes/answers.ts';
import { routeEditorRequests } from './routes/editorRequests.ts';
import { routeInitialization } from './routes/initialization.ts';
import { routeRefusals } from './routes/messageGate.ts';
import { routeNotifications } from './routes/notifications.ts';
import { routeOwnRequests } from './routes/ownRequests.ts';
import { Refresher } from './routes/refresher.ts';
import { WorkspaceFiles } from './routes/workspaceFiles.ts';
import { ProseParser } from './text/parser.ts';
import { translationsFor } from './translations.ts';

/** The language server on a connection with a `MessageGate`: what it is made of. Which message goes where: `routes/`. */
export function startServer(connection: Connection, installation: Installation): void {
  const log = (line: string): void => connection.console.info(line);
  const settings = new ClientSettings(connection, log);
  const documents = new TextDocuments(synchronisation);
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
  const hidden = new Hidden(settings);
  const refresher = new Refresher(connection);
  const files = new WorkspaceFiles(connection, { settings, hidden, installation, log });
  const teamFiles = new TeamFiles({
    local: files,
    isInWorkspace: (uri) => settings.folderOf(uri) !== undefined,
    warn: (message) => {
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: `ELMo Lens: ${message}`,
      });
    },
    log,
  });

  let engine: EngineClient | undefined;
  let translations: string | undefined;
  const initialized = new Promise<void>((resolve) => connection.onInitialized(() => resolve()));
  const features = initialized.then(async (): Promise<Features> => {
    await settings.pull();
    const modelDirectory = settings.current.model.path || installation.modelDirectory;
    const logStart = once(() => log(startLine(installation, modelDirectory)));
    engine = new EngineClient({
      script: installation.engineScript,
      modelDirectory,
      translations,
      log,
      onState: (state) => {
        if (state.kind === 'ready' || state.kind === 'working') logStart();
        status.engine(state);
      },
    });
    const cached = new CachedEngine(engine);
    const heads = HeadFiles.open(modelDirectory);
    const lens = await Lens.open(cached, heads, installation.wordNet);
    files.start({ engine, heads });
    void teamFiles.start(settings.current.index.url, heads);
    const shownSenses = new ShownSenses(() => lens.senses, pins, hidden, new DocumentSubjects(documents, prose));
    const occurrences = new SenseOccurrences(documents, prose, () => lens.senses, shownSenses, hidden);
    return {
      lens,
      shownSenses,
      entities: new EntityHighlighter({
        prose,
        tagger: () => lens.entities,
        settings: (uri) => settings.of(uri),
        hidden,
        publish: ({ uri, version }, entities, complete) => {
          void connection.sendNotification(EntitiesNotification, {
            textDocument: { uri, version },
            entities,
            complete,
          });
        },
        onError: (error) => status.problem(error),
      }),
      occurrences,
      senseMapper: new SenseMapper(documents, occurrences),
      actions: new WordActions(prose, pins, shownSenses, lens),
      similar: new SimilarSearch(documents, prose, (name) => lens.measure(name), hidden, teamFiles),
      repeated: new RepeatedPassages(documents, prose, () => lens.sentences, hidden),
      comparer: new Comparer(documents, prose, cached, () => lens.sentences),
      wordByWord: new WordByWordComparer(documents, prose, cached),
      tone: new ToneReader(documents, prose, () => lens.sentiment),
      unlikelyWords: new UnlikelyWordMarker({
        prose,
        finder: () => lens.unlikelyWords,
        wordNet: () => lens.wordNet,
        settings: (uri) => settings.of(uri),
        hidden,
        publish: ({ uri, version }, diagnostics) => void connection.sendDiagnostics({ uri, version, diagnostics }),
        onError: (error) => status.problem(error),
      }),
      texts: new TextReader(lens, (text, language) => prose.parse(text, language)),
    };
  });
  const answers = new Answers(connection, features, (error) => status.problem(error));

  const speak = (locale: string | undefined): void => {
    translations = translationsFor(locale, installation.translations);
    if (translations) l10n.config({ fsPath: translations });
  };
  routeRefusals(connection, log);
  routeInitialization(connection, {
    version: installation.version,
    speak,
    settings,
    pins,
    hidden,
    refresher,
    files,
    log,
  });
  routeNotifications(connection, {
    documents,
    largeDocuments,
    settings,
    pins,
    hidden,
    refresher,
    files,
    initialized,
    features,
    log,
  });
  routeEditorRequests(connection, { documents, prose, pins, hidden, settings, answers });
  routeOwnRequests(connection, { documents, prose, settings, answers });
  connection.onShutdown(() => {
    files.dispose();
    teamFiles.dispose();
    engine?.dispose();
    parser.dispose();
  });

  documents.listen(connection);
  connection.listen();
}

function startLine({ version }: Installation, modelDirectory: string): string {
  const seconds = (performance.now() / 1000).toFixed(1); // of this process
  return `ELMo Lens ${version} was ready after ${seconds} s, with the model in ${modelDirectory}`;
}

/** Runs `action` the first time only. */
function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
