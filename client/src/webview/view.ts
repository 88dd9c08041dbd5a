import { randomBytes } from 'node:crypto';
import { type Disposable, EventEmitter, env, l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { pageHtml } from './html.ts';
import type { PageMessage, Show } from './messages.ts';

/**
 * A view beside the text that is a web page: `dist/webview/<page>.js` with its style sheet. VS Code unloads the page while
 * it is hidden; loaded again, it says that it is ready and gets its content again. There is one at most.
 */
export class WebView<Content> implements Disposable {
  readonly #page: string;
  readonly #folder: Uri;
  readonly #open: (mark: number) => unknown;
  readonly #drawn = new EventEmitter<number>();
  #panel: WebviewPanel | undefined;
  #shown: Show<Content> | undefined;

  /** Fires with how many points or cells the page has drawn. */
  readonly onDidDraw = this.#drawn.event;

  /** `open` is called with the mark whose place the user wants to see. */
  constructor(extension: Uri, page: string, open: (mark: number) => unknown = () => undefined) {
    this.#page = page;
    this.#folder = Uri.joinPath(extension, 'dist', 'webview');
    this.#open = open;
  }

  /** Shows this, in place of what was shown, and gives it the keyboard. */
  show(title: string, content: Content): void {
    this.#shown = { type: 'show', number: (this.#shown?.number ?? 0) + 1, content };
    this.#panel ??= this.#create(title);
    this.#panel.title = title;
    this.#panel.reveal();
    // Of a page that is not loaded this is lost, and sent again when it is.
    void this.#panel.webview.postMessage(this.#shown);
  }

  #create(title: string): WebviewPanel {
    const panel = window.createWebviewPanel(`elmoLens.${this.#page}`, title, ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [this.#folder],
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: PageMessage) => this.#receive(message));
    const address = (name: string): string => panel.webview.asWebviewUri(Uri.joinPath(this.#folder, name)).toString();
    panel.webview.html = pageHtml({
      language: l10n.bundle ? env.language : 'en',
      title,
      script: address(`${this.#page}.js`),
      style: address(`${this.#page}.css`),
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
    return panel;
  }

  #receive(message: PageMessage): void {
    if (message.type === 'ready') void this.#panel?.webview.postMessage(this.#shown);
    else if (message.type === 'drawn') this.#drawn.fire(message.marks);
    else this.#open(message.mark);
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#drawn.dispose();
  }
}
