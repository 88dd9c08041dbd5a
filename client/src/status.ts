import * as l10n from '@vscode/l10n';
import { type Command, type Disposable, EventEmitter, LanguageStatusSeverity, languages, window } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { LargeDocumentNotification, type ServerState, StatusNotification } from '../../server/src/protocol.ts';
import type { Hidden } from './hidden/hidden.ts';
import { proseSelector } from './prose.ts';
import { onDidChangeSettings } from './settings.ts';
import { gist } from './wording.ts';

export interface Status {
  readonly state: ServerState | 'stopped';
  /** One sentence: what is happening, or what went wrong and what to do. */
  readonly message: string;
}

const severities: Readonly<Record<Status['state'], LanguageStatusSeverity>> = {
  starting: LanguageStatusSeverity.Information,
  ready: LanguageStatusSeverity.Information,
  working: LanguageStatusSeverity.Information,
  stopped: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

const commands = {
  showLog: () => ({ title: l10n.t('Show Log'), command: 'elmoLens.showLog' }),
  restart: () => ({ title: l10n.t('Restart'), command: 'elmoLens.restartServer' }),
  reload: () => ({ title: l10n.t('Reload Window'), command: 'workbench.action.reloadWindow' }),
  showHidden: () => ({ title: l10n.t('Show Again…'), command: 'elmoLens.showHidden' }),
};

const states = {
  starting: (): Status => ({ state: 'starting', message: l10n.t('The language server is starting') }),
  stopped: (): Status => ({ state: 'stopped', message: l10n.t('The language server is not running') }),
  startFailed: (): Status => ({
    state: 'error',
    message: l10n.t('The language server could not start. The log says why; reload the window to try again.'),
  }),
};

/**
 * The entry of ELMo Lens in VS Code's language status: what the server says, whether it runs at all, and whether it reads
 * the document in the active editor not at all or only in part. There is room for one short line: the log has an error's whole message.
 */
export class StatusItem implements Disposable {
  readonly #item = languages.createLanguageStatusItem('elmoLens.status', proseSelector);
  readonly #changed = new EventEmitter<Status>();
  readonly #subscriptions: readonly Disposable[];
  readonly #largeDocuments = new Set<string>();
  readonly #hidden: Hidden;
  #status = states.starting();
  #command: Command = commands.showLog();

  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient, hidden: Hidden) {
    this.#hidden = hidden;
    this.#item.name = 'ELMo Lens';
    this.#item.text = 'ELMo Lens';
    this.#update();
    this.#subscriptions = [
      client.onNotification(StatusNotification, (status) => this.#show(status, commands.showLog())),
      client.onNotification(LargeDocumentNotification, ({ textDocument, large }) => {
        if (large) this.#largeDocuments.add(textDocument.uri);
        else this.#largeDocuments.delete(textDocument.uri);
        this.#update();
      }),
      window.onDidChangeActiveTextEditor(() => this.#update()),
      hidden.onDidChange(() => this.#update()),
      onDidChangeSettings(() => this.#update()),
      client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) this.#largeDocuments.clear();
        if (newState === State.Starting) this.#show(states.starting(), commands.showLog());
        if (newState === State.Stopped) this.#show(states.stopped(), commands.restart());
        // The library does not start a client a second time whose first start failed.
        if (newState === State.StartFailed) this.#show(states.startFailed(), commands.reload());
      }),
    ];
  }

  /** As it is shown for the active editor. */
  get current(): Status {
    const { state, message } = this.#status;
    const document = window.activeTextEditor?.document;
    if (!document || (state !== 'ready' && state !== 'working')) return this.#status;
    if (this.#isHidden) return { state, message: l10n.t('This file is hidden: ELMo Lens leaves it alone') };
    if (!this.#largeDocuments.has(document.uri.toString())) return this.#status;
    return { state, message: `${message} · ${l10n.t('Large document: only the part on screen is read')}` };
  }

  get #isHidden(): boolean {
    const document = window.activeTextEditor?.document;
    return document !== undefined && this.#hidden.hidesFile(document.uri);
  }

  #show(status: Status, command: Command): void {
    this.#status = status;
    this.#command = command;
    this.#update();
  }

  #update(): void {
    const status = this.current;
    const isError = status.state === 'error';
    this.#item.detail = isError ? gist(status.message) : status.message;
    this.#item.accessibilityInformation = { label: `ELMo Lens: ${status.message}` };
    this.#item.busy = status.state === 'starting' || status.state === 'working';
    this.#item.severity = severities[status.state];
    if (isError) this.#item.command = { ...this.#command, tooltip: status.message };
    else this.#item.command = this.#isHidden ? commands.showHidden() : this.#command;
    this.#changed.fire(status);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#item.dispose();
  }
}
