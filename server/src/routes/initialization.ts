import { type Connection, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import type { ClientSettings } from '../clientSettings.ts';
import { CODE_ACTION_KINDS } from '../features/codeActions.ts';
import { PIN_COMMAND, type PinnedSenses, UNPIN_COMMAND } from '../features/pinnedSenses.ts';
import { ENTITY_LEGEND } from '../features/semanticTokens.ts';
import { restorePins } from './notifications.ts';

/** What our own client says of itself at the start, beside the settings. */
interface InitializationOptions {
  /** Whether it shows entities in its own way, so that they need not be semantic tokens. */
  readonly highlightsEntities?: boolean;
  /** What it remembers of earlier sessions, by document. */
  readonly pinnedSenses?: unknown;
}

interface Parts {
  readonly version: string;
  readonly settings: ClientSettings;
  readonly pins: PinnedSenses;
  readonly log: (line: string) => void;
}

/** The first message: takes what the client can do and remembers, and says what the server can. */
export function routeInitialization(connection: Connection, { version, settings, pins, log }: Parts): void {
  connection.onInitialize(({ capabilities, initializationOptions }): InitializeResult => {
    settings.initialize(capabilities, initializationOptions);
    const { highlightsEntities, pinnedSenses } = (initializationOptions ?? {}) as InitializationOptions;
    restorePins(pins, pinnedSenses, log);
    return {
      serverInfo: { name: 'ELMo Lens', version },
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
}
