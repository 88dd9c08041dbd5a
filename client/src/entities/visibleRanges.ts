import { type Disposable, type Range, window, workspace } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { VisibleRangesNotification } from '../../../server/src/protocol.ts';
import { toProtocolRange } from '../convert.ts';
import { isProse } from '../prose.ts';

const settleMilliseconds = 100;

/** Tells the server which lines are on screen, so that it reads those first; once scrolling or typing pauses. */
export class VisibleRanges implements Disposable {
  readonly #client: LanguageClient;
  readonly #subscriptions: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;
  /** What the server knows: the ranges last sent for each document, as JSON. */
  #sent = new Map<string, string>();

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#subscriptions = [
      window.onDidChangeVisibleTextEditors(() => this.#schedule()),
      window.onDidChangeTextEditorVisibleRanges(() => this.#schedule()),
      workspace.onDidChangeTextDocument(() => this.#schedule()),
      client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) return;
        this.#sent.clear();
        this.#schedule();
      }),
    ];
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), settleMilliseconds);
  }

  #send(): void {
    if (!this.#client.isRunning()) return;
    const visible = visibleRanges();
    for (const uri of this.#sent.keys()) if (!visible.has(uri) && isOpen(uri)) visible.set(uri, []);

    const sent = new Map<string, string>();
    for (const [uri, ranges] of visible) {
      const message = { textDocument: { uri }, ranges: ranges.map(toProtocolRange) };
      const json = JSON.stringify(message.ranges);
      if (ranges.length > 0) sent.set(uri, json);
      if (this.#sent.get(uri) !== json) void this.#client.sendNotification(VisibleRangesNotification, message);
    }
    this.#sent = sent;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** By document, over all editors that show it. */
function visibleRanges(): Map<string, readonly Range[]> {
  const visible = new Map<string, readonly Range[]>();
  for (const { document, visibleRanges } of window.visibleTextEditors) {
    if (!isProse(document)) continue;
    const uri = document.uri.toString();
    visible.set(uri, [...(visible.get(uri) ?? []), ...visibleRanges]);
  }
  return visible;
}

function isOpen(uri: string): boolean {
  return workspace.textDocuments.some((document) => document.uri.toString() === uri);
}
