import { type Disposable, type TextEditorSelectionChangeEvent, window } from 'vscode';
import type { Hidden } from '../hidden/hidden.ts';
import { isProse } from '../prose.ts';
import type { SimilarSearch } from './findSimilar.ts';
import type { SimilarView } from './view.ts';

/** How long the cursor rests before its sentence is searched for: a pause in writing, not a step on the way. */
const REST_MS = 400;

/** While switched on, keeps the view filled with what is similar to the sentence at the cursor. */
export class CursorFollower implements Disposable {
  readonly #search: SimilarSearch;
  readonly #view: SimilarView;
  readonly #hidden: Hidden;
  readonly #selectionListener: Disposable;
  #following = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(search: SimilarSearch, view: SimilarView, hidden: Hidden) {
    this.#search = search;
    this.#view = view;
    this.#hidden = hidden;
    this.#selectionListener = window.onDidChangeTextEditorSelection((event) => this.#followCursor(event));
  }

  /** Switches following on or off; on, it begins with the sentence at the cursor. */
  async toggle(): Promise<boolean> {
    this.#following = !this.#following;
    clearTimeout(this.#timer);
    this.#view.setFollowing(this.#following);
    if (this.#following) {
      await this.#view.open();
      await this.#searchAtCursor();
    }
    return this.#following;
  }

  #followCursor({ textEditor }: TextEditorSelectionChangeEvent): void {
    if (!this.#following || !this.#view.visible || textEditor !== window.activeTextEditor) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#searchAtCursor(), REST_MS);
  }

  async #searchAtCursor(): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor && isProse(editor.document) && !this.#hidden.hidesFile(editor.document.uri))
      await this.#search.quietly(editor);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#selectionListener.dispose();
  }
}
