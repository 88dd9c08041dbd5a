import { type Connection, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import type { ClientSettings } from '../clientSettings.ts';
import { CODE_ACTION_KINDS } from '../features/codeActions.ts';
import type { Hidden } from '../features/hidden.ts';
import { PIN_COMMAND, type PinnedSenses, UNPIN_COMMAND } from '../features/pinnedSenses.ts';
import { ENTITY_LEGEND } from '../features/semanticTokens.ts';
import { FIX_KIND } from '../features/unlikelyWords.ts';
import { restoreHidden, restorePins } from './notifications.ts';
import type { Refresher } from './refresher.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** What our own client says of itself at the start, beside the settings. */
interface InitializationOptions {
  /** Whether it shows entities in its own way, so that they need not be semantic tokens. */
  readonly highlightsEntities?: boolean;
  /** What it remembers of earlier sessions, by document. */
  readonly pinnedSenses?: unknown;
  readonly hidden?: unknown;
  /** Path of a folder for the index of the workspace's files; without one, they are not indexed. */
  readonly indexFolder?: unknown;
}

interface Parts {
  readonly version: string;
  /** Chooses the language in which the user is told things; without a locale, English. */
  readonly speak: (locale: string | undefined) => void;
  readonly settings: ClientSettings;
  readonly pins: PinnedSenses;
  readonly hidden: Hidden;
  readonly refresher: Refresher;
  readonly files: WorkspaceFiles;
  readonly log: (line: string) => void;
}

/** The first message: takes what the client can do and remembers, and says what the server can. */
export function routeInitialization(
  connection: Connection,
  { version, speak, settings, pins, hidden, refresher, files, log }: Parts,
): void {
  connection.onInitialize((params): InitializeResult => {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    speak(params.locale);
    settings.initialize(params);
    refresher.initialize(params.capabilities);
    files.initialize(params, options.indexFolder);
    restorePins(pins, options.pinnedSenses, log);
    restoreHidden(hidden, options.hidden, log);
    return {
      serverInfo: { name: 'ELMo Lens', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        documentHighlightProvider: true,
        referencesProvider: true,
        codeActionProvider: { codeActionKinds: [FIX_KIND, ...CODE_ACTION_KINDS] },
        executeCommandProvider: { commands: [PIN_COMMAND, UNPIN_COMMAND] },
        documentSymbolProvider: { label: 'ELMo Lens' },
        inlayHintProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(!options.highlightsEntities && { semanticTokensProvider: { legend: ENTITY_LEGEND, full: true } }),
      },
    };
  });
}
