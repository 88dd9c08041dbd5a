/** What all pages have in common: the way to the extension, and elements made without HTML. */
import type { PageMessage, Show } from '../messages.ts';

interface VSCode {
  postMessage(message: PageMessage): void;
  getState(): State | undefined;
  setState(state: State): void;
}

/** What is kept while the page is hidden: which mark was chosen, and of which content. */
interface State {
  readonly number: number;
  readonly chosen: number;
}

declare function acquireVsCodeApi(): VSCode;

/** What a page needs to draw. */
export interface Drawing {
  readonly page: HTMLElement;
  /** The mark that was chosen when the page was hidden; undefined for a content that was not shown before. */
  readonly chosen: number | undefined;
  /** Remembers which mark is chosen. */
  readonly choose: (mark: number) => void;
  /** Goes to a mark's place in the text. */
  readonly open: (mark: number) => void;
}

/** Draws each content that the extension sends. `draw` returns how many marks (points, cells) there are. */
export function listen<Content>(draw: (content: Content, drawing: Drawing) => number): void {
  const vscode = acquireVsCodeApi();
  const page = document.getElementById('page')!;
  let shown = 0;
  window.addEventListener('message', ({ data }: MessageEvent<Show<Content>>) => {
    if (data.type !== 'show' || data.number === shown) return;
    const { number, content } = data;
    shown = number;
    const state = vscode.getState();
    page.replaceChildren();
    const marks = draw(content, {
      page,
      chosen: state?.number === number ? state.chosen : undefined,
      choose: (chosen) => vscode.setState({ number, chosen }),
      open: (mark) => vscode.postMessage({ type: 'open', mark }),
    });
    vscode.postMessage({ type: 'drawn', marks });
  });
  vscode.postMessage({ type: 'ready' });
}

/** An element with a class and what is in it; text is text, whatever it looks like. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/**
 * Makes one of the marks reachable with Tab and the others with keys: `step` says where a key leads, undefined for
 * nowhere. `chosen` is called with each that gets the focus.
 */
export function rove(
  marks: readonly HTMLElement[],
  first: number,
  step: (key: string, from: number) => number | undefined,
  chosen: (mark: number) => void,
): void {
  let current = first;
  for (const [i, mark] of marks.entries()) {
    mark.tabIndex = i === first ? 0 : -1;
    mark.addEventListener('focus', () => {
      marks[current]!.tabIndex = -1;
      mark.tabIndex = 0;
      current = i;
      chosen(i);
    });
    mark.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const next = step(event.key, i);
      if (next === undefined) return;
      event.preventDefault();
      marks[next]!.focus();
    });
  }
  const focus = (): void => {
    if (document.activeElement === document.body) marks[current]!.focus();
  };
  // VS Code gives the page the focus after it has loaded. In place of what was set for the content before.
  window.onfocus = focus;
  if (document.hasFocus()) focus();
}
