import * as l10n from '@vscode/l10n';
import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentChangeEvent,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import { partOfSpeechName } from '../../../server/src/features/senseMarkdown.ts';
import type {
  RepeatedPassage,
  SenseMap,
  SenseMapUse,
  SimilarAnswer,
  SimilarResult,
} from '../../../server/src/protocol.ts';
import type { SimilarityMeasure } from '../../../server/src/settings.ts';
import { toProtocolRange } from '../convert.ts';
import { rangeAfterChanges } from '../textChanges.ts';
import { excerpt } from '../wording.ts';
import { groupItem, passageItem } from './items.ts';
import { byMeasure } from './measures.ts';

export const similarViewId = 'elmoLens.similarPassages';

/** A passage in the list. Its range follows the edits of its document, so that it opens where the text is now. */
export interface Passage extends Omit<SimilarResult, 'range' | 'before' | 'after'>, Partial<Surroundings> {
  range: SimilarResult['range'];
  /** The word that it is listed for, in UTF-16 units of `text`. */
  readonly word?: readonly [start: number, end: number];
}

type Surroundings = Pick<SimilarResult, 'before' | 'after'>;

/**
 * A document with its passages, best first; or, with a heading, passages of any document: that say the same, or with a
 * word in the same sense.
 */
export interface PassageGroup {
  readonly uri: Uri;
  readonly heading?: { readonly text: string; readonly of: 'repeated' | 'sense' };
  passages: readonly Passage[];
}

type Row = PassageGroup | Passage;

interface Shown {
  readonly folder?: string | undefined;
  readonly select?: boolean;
}

/** The view "Similar": documents in the order of their best passage, and under each its passages. */
export class SimilarView implements TreeDataProvider<Row>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<Row>;
  readonly #editListener: Disposable;
  #groups: readonly PassageGroup[] = [];
  /** The line above the list: what it is similar to. Empty where there was no search. */
  #caption = '';
  /** By what it was searched; undefined where the list is of another kind. */
  #measure: SimilarityMeasure | undefined;
  /** Address of the folder that it is from, where not from everywhere. */
  #folder: string | undefined;
  #following = false;

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

  /** Whether the list is of what is similar to something. */
  get listsSimilar(): boolean {
    return this.#measure !== undefined;
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** Says whether the list follows the cursor. */
  setFollowing(following: boolean): void {
    this.#following = following;
    this.showProgress(undefined);
    void commands.executeCommand('setContext', 'elmoLens.followingCursor', following);
  }

  /** Says that a search is under way, or with undefined that none is; the list stays as it is. */
  showProgress(message: string | undefined): void {
    this.#view.message = message ?? [this.#caption, ...this.#remarks()].filter(Boolean).join(' · ');
  }

  /** Lists results, which come best first; the best is selected, so that Enter goes there. `folder` is where they are from. */
  async show({ query, measure, results }: SimilarAnswer, { folder, select = true }: Shown = {}): Promise<void> {
    const quoted = excerpt(query, 200);
    this.#caption =
      results.length > 0 ? l10n.t('Similar to “{0}”', quoted) : l10n.t('Nothing similar to “{0}” was found.', quoted);
    this.#setGroups(groupByDocument(results), measure, folder);
    const best = this.#groups[0]?.passages[0];
    if (best && select) await this.#view.reveal(best, { select: true, focus: true });
  }

  /** Lists what is said more than once, the closest first. `where` completes the sentence "Said more than once in". */
  showRepeated(where: string, repeated: readonly RepeatedPassage[]): void {
    this.#caption =
      repeated.length > 0
        ? l10n.t('Said more than once in {0}', where)
        : l10n.t('Nothing is said twice in {0}.', where);
    this.#setGroups(
      repeated.map(({ score, places }) => ({
        uri: Uri.parse(places[0]!.uri),
        heading: { text: places[0]!.text, of: 'repeated' },
        passages: places.map((place) => ({ ...place, score })),
      })),
    );
  }

  /** Lists the uses of a word by sense, that of the most uses first. */
  showUses({ lemma, pos, senses, uses, more }: SenseMap): void {
    this.#caption = more
      ? l10n.t('The nearest {0} uses of “{1}” ({2}), by sense', uses.length, lemma, partOfSpeechName(pos))
      : l10n.t('Uses of “{0}” ({1}) in the open documents, by sense', lemma, partOfSpeechName(pos));
    this.#setGroups(
      senses.map(({ definition }, sense) => {
        const passages = uses.filter((use) => use.sense === sense).map(passageOfUse);
        return { uri: Uri.parse(passages[0]!.uri), heading: { text: definition, of: 'sense' }, passages };
      }),
    );
  }

  clear(): void {
    this.#caption = '';
    this.#setGroups([]);
  }

  getChildren(row?: Row): Row[] {
    if (!row) return [...this.#groups];
    return isGroup(row) ? [...row.passages] : [];
  }

  getParent(row: Row): PassageGroup | undefined {
    return isGroup(row) ? undefined : this.#groups.find(({ passages }) => passages.includes(row));
  }

  getTreeItem(row: Row): TreeItem {
    if (isGroup(row)) return groupItem(row);
    return passageItem(row, this.getParent(row)?.heading !== undefined, this.#measure);
  }

  /** Where and by what it was searched, and whether the list follows the cursor. */
  #remarks(): string[] {
    return [
      ...(this.#folder ? [l10n.t('in {0}', workspace.asRelativePath(Uri.parse(this.#folder)))] : []),
      ...(this.#measure ? [byMeasure(this.#measure)] : []),
      ...(this.#following ? [l10n.t('follows the cursor')] : []),
    ];
  }

  #setGroups(groups: readonly PassageGroup[], measure?: SimilarityMeasure, folder?: string): void {
    this.#groups = groups;
    this.#measure = measure;
    this.#folder = folder;
    this.showProgress(undefined);
    void commands.executeCommand('setContext', 'elmoLens.hasSimilarPassages', this.#caption !== '');
    this.#changed.fire();
  }

  #followEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changed = document.uri.toString();
    const changes = contentChanges.map(({ range, text }) => ({ range: toProtocolRange(range), text }));
    const isChanged = ({ uri }: Passage): boolean => Uri.parse(uri).toString() === changed;
    const affected = this.#groups.filter(({ passages }) => passages.some(isChanged));
    if (affected.length === 0) return;
    for (const group of affected) {
      group.passages = group.passages.filter((passage) => {
        if (!isChanged(passage)) return true;
        const range = rangeAfterChanges(passage.range, changes);
        if (range) passage.range = range;
        return range !== undefined;
      });
    }
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

function passageOfUse({ uri, range, before, word, after, probability }: SenseMapUse): Passage {
  const start = before.length;
  return { uri, range, text: `${before}${word}${after}`, score: probability, word: [start, start + word.length] };
}
