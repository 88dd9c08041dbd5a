import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentChangeEvent,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { SimilarResult } from '../../../server/src/protocol.ts';
import { excerpt, percent, toProtocolRange } from '../convert.ts';
import { rangeAfterChanges } from '../textChanges.ts';

export const similarViewId = 'elmoLens.similarPassages';

/** A passage in the list. Its range follows the edits of its document, so that it opens where the text is now. */
export interface Passage extends Omit<SimilarResult, 'range'> {
  range: SimilarResult['range'];
}

/** A document with its passages, best first. */
export interface PassageGroup {
  readonly uri: Uri;
  passages: readonly Passage[];
}

type Row = PassageGroup | Passage;

/** The view "Similar": documents in the order of their best passage, and under each its passages. */
export class SimilarView implements TreeDataProvider<Row>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<Row>;
  readonly #editListener: Disposable;
  #groups: readonly PassageGroup[] = [];
  /** The line above the list: what it is similar to. Empty where there was no search. */
  #caption = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    this.#view = window.createTreeView(similarViewId, { treeDataProvider: this });
    this.#editListener = workspace.onDidChangeTextDocument((event) => this.#followEdit(event));
  }

  get groups(): readonly PassageGroup[] {
    return this.#groups;
  }

  /** Opens the view without taking the focus from the text. */
  async open(): Promise<void> {
    await commands.executeCommand(`${similarViewId}.focus`, { preserveFocus: true });
  }

  /** Says that a search is under way, or with undefined that none is; the list stays as it is. */
  showProgress(message: string | undefined): void {
    this.#view.message = message ?? this.#caption;
  }

  /** Lists results, which come best first, and selects the best. */
  async show(query: string, results: readonly SimilarResult[]): Promise<void> {
    const quoted = `“${excerpt(query, 200)}”`;
    this.#caption = results.length > 0 ? `Similar to ${quoted}` : `Nothing similar to ${quoted} in the open documents.`;
    this.#setGroups(groupByDocument(results));
    const best = this.#groups[0]?.passages[0];
    if (best) await this.#view.reveal(best, { select: true, focus: true });
  }

  clear(): void {
    this.#caption = '';
    this.#setGroups([]);
  }

  getChildren(row?: Row): Row[] {
    if (!row) return [...this.#groups];
    return isGroup(row) ? [...row.passages] : [];
  }

  getParent(row: Row): Row | undefined {
    return isGroup(row) ? undefined : this.#groups.find(({ passages }) => passages.includes(row));
  }

  getTreeItem(row: Row): TreeItem {
    return isGroup(row) ? groupItem(row) : passageItem(row);
  }

  #setGroups(groups: readonly PassageGroup[]): void {
    this.#groups = groups;
    this.#view.message = this.#caption;
    void commands.executeCommand('setContext', 'elmoLens.hasSimilarPassages', this.#caption !== '');
    this.#changed.fire();
  }

  #followEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    const group = this.#groups.find(({ uri }) => uri.toString() === document.uri.toString());
    if (!group || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({ range: toProtocolRange(range), text }));
    group.passages = group.passages.filter((passage) => {
      const range = rangeAfterChanges(passage.range, changes);
      if (range) passage.range = range;
      return range !== undefined;
    });
    this.#changed.fire();
  }

  dispose(): void {
    this.#editListener.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function groupByDocument(results: readonly SimilarResult[]): readonly PassageGroup[] {
  const passages = new Map<string, Passage[]>();
  for (const result of results) {
    const ofDocument = passages.get(result.uri) ?? [];
    passages.set(result.uri, [...ofDocument, { ...result }]);
  }
  return [...passages].map(([uri, ofDocument]) => ({ uri: Uri.parse(uri), passages: ofDocument }));
}

function isGroup(row: Row): row is PassageGroup {
  return 'passages' in row;
}

function groupItem({ uri, passages }: PassageGroup): TreeItem {
  const item = new TreeItem(uri, TreeItemCollapsibleState.Expanded);
  item.iconPath = ThemeIcon.File;
  item.description = true;
  item.accessibilityInformation = {
    label: `${workspace.asRelativePath(uri)}, ${passages.length} similar ${passages.length === 1 ? 'passage' : 'passages'}`,
  };
  return item;
}

function passageItem(passage: Passage): TreeItem {
  const line = passage.range.start.line + 1;
  const text = excerpt(passage.text, 300);
  const item = new TreeItem(`${percent(passage.score)}  ${text}`);
  item.description = `line ${line}`;
  item.tooltip = `${text}\n\n${workspace.asRelativePath(Uri.parse(passage.uri))}, line ${line}`;
  item.accessibilityInformation = { label: `${percent(passage.score)} similar, line ${line}: ${text}` };
  item.command = { title: 'Go to Passage', command: 'elmoLens.openSimilarPassage', arguments: [passage] };
  return item;
}
