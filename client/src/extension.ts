/** Entry of the extension and its composition root: what ELMo Lens is made of on VS Code's side, and nothing else. */
import { config } from '@vscode/l10n';
import { type ExtensionContext, l10n, type Uri, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ElmoLensApi } from './api.ts';
import { registerCommands } from './commands.ts';
import { Comparer } from './comparison/compare.ts';
import { type ComparedTexts, WordByWordView } from './comparison/wordByWord.ts';
import { entityCommands } from './entities/commands.ts';
import { EntityHighlighter } from './entities/highlighter.ts';
import { EntityHover } from './entities/hover.ts';
import { EntityKindHints } from './entities/kindHints.ts';
import { ShownEntities } from './entities/shown.ts';
import { EntityStore } from './entities/store.ts';
import { VisibleRanges } from './entities/visibleRanges.ts';
import { hidingCommands } from './hidden/commands.ts';
import { Hidden } from './hidden/hidden.ts';
import { IndexPassword } from './indexPassword.ts';
import { createLanguageClient, restart } from './languageClient.ts';
import { PinnedSenses } from './pinnedSenses.ts';
import { registerLanguageModelTools, textApi } from './programs.ts';
import { openSample } from './sample.ts';
import { SenseMapper } from './senseMap/senseMap.ts';
import { RepeatedSearch } from './similar/findRepeated.ts';
import { SimilarSearch } from './similar/findSimilar.ts';
import { findUses } from './similar/findUses.ts';
import { CursorFollower } from './similar/follow.ts';
import { chooseMeasure } from './similar/measures.ts';
import { openPassage } from './similar/openPassage.ts';
import { SimilarView } from './similar/view.ts';
import { StatusItem } from './status.ts';
import { ToneReader } from './tone.ts';

let client: LanguageClient | undefined;

export function activate(context: ExtensionContext): ElmoLensApi {
  // Before anything is said. In English there is no bundle.
  if (l10n.bundle) config({ contents: l10n.bundle });
  const log = window.createOutputChannel('ELMo Lens', { log: true });
  const indexPassword = new IndexPassword(context.secrets);
  const languageClient = createLanguageClient(context, log, indexPassword.environment);
  client = languageClient;
  const restartServer = async (): Promise<void> => {
    await indexPassword.read();
    await restart(languageClient);
  };

  const hidden = new Hidden(context.workspaceState, languageClient);
  const status = new StatusItem(languageClient, hidden);
  const visibleRanges = new VisibleRanges(languageClient);
  const foundEntities = new EntityStore(languageClient);
  const shownEntities = new ShownEntities(foundEntities, hidden);
  const highlighter = new EntityHighlighter(shownEntities);
  const entityHover = new EntityHover(shownEntities);
  const kindHints = new EntityKindHints(shownEntities);
  const pinnedSenses = new PinnedSenses(context.workspaceState, languageClient);
  const similarView = new SimilarView();
  const similarSearch = new SimilarSearch(languageClient, similarView);
  const repeatedSearch = new RepeatedSearch(languageClient, similarView);
  const cursorFollower = new CursorFollower(similarSearch, similarView, hidden);
  const senseMapper = new SenseMapper(languageClient, context.extensionUri);
  const comparer = new Comparer(languageClient);
  const wordByWord = new WordByWordView(languageClient, context.extensionUri);
  const toneReader = new ToneReader(languageClient);
  const texts = textApi(languageClient);

  const commands = registerCommands(
    {
      ...entityCommands(shownEntities),
      ...hidingCommands(languageClient, shownEntities, hidden),
      'elmoLens.findSimilar': () => similarSearch.fromEditor(),
      'elmoLens.findSimilarToParagraph': () => similarSearch.fromParagraph(),
      'elmoLens.findSimilarToText': () => similarSearch.fromTypedText(),
      'elmoLens.findSimilarTo': (folder?: unknown) => similarSearch.fromChoice(folder),
      'elmoLens.followCursor': () => cursorFollower.toggle(),
      'elmoLens.findRepeated': (folder?: Uri) => repeatedSearch.find(folder),
      'elmoLens.findUses': () => findUses(languageClient, similarView),
      'elmoLens.clearSimilar': () => (similarSearch.isRunning ? similarSearch.cancel() : similarView.clear()),
      'elmoLens.chooseMeasure': async () => {
        if (await chooseMeasure()) await similarSearch.again();
      },
      'elmoLens.openSimilarPassage': openPassage,
      'elmoLens.showSenseMap': () => senseMapper.show(),
      'elmoLens.openUse': (point: number) => senseMapper.open(point),
      'elmoLens.compareSelections': () => comparer.compare(),
      'elmoLens.showWordByWord': (texts: ComparedTexts) => wordByWord.show(texts),
      'elmoLens.readTone': () => toneReader.read(),
      'elmoLens.openSample': () => openSample(context),
      'elmoLens.setIndexPassword': async () => {
        if (await indexPassword.ask()) await restartServer();
      },
      'elmoLens.restartServer': restartServer,
      'elmoLens.showLog': () => log.show(),
    },
    log,
  );

  context.subscriptions.push(
    log,
    hidden,
    status,
    visibleRanges,
    foundEntities,
    shownEntities,
    highlighter,
    entityHover,
    kindHints,
    pinnedSenses,
    similarView,
    similarSearch,
    cursorFollower,
    senseMapper,
    comparer,
    wordByWord,
    toneReader,
    registerLanguageModelTools(texts),
    commands,
  );

  // Not awaited: the editor need not wait for the model. The library reports a failed start, the status item shows it.
  indexPassword
    .read()
    .then(() => languageClient.start())
    .catch((error: unknown) => log.error(String(error)));

  return {
    ...texts,
    status: () => status.current,
    onDidChangeStatus: status.onDidChange,
    entities: (uri) => shownEntities.of(uri),
    onDidChangeEntities: shownEntities.onDidChange,
    similarPassages: () => similarView.groups,
    onDidChangeSimilarPassages: similarView.onDidChangeTreeData,
    onDidDrawSenseMap: senseMapper.onDidDraw,
    onDidDrawWordByWord: wordByWord.onDidDraw,
  };
}

/** VS Code waits for this. A server that is still starting ends by itself when its connection does. */
export async function deactivate(): Promise<void> {
  if (client?.isRunning()) await client.stop();
}
