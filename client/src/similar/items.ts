/** The rows of the view "Similar", as the editor shows and speaks them. */
import * as l10n from '@vscode/l10n';
import { ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeItemLabel, Uri, workspace } from 'vscode';
import type { SimilarityMeasure } from '../../../server/src/settings.ts';
import { excerpt, percent } from '../wording.ts';
import type { Passage, PassageGroup } from './view.ts';

/** UTF-16 units of a sentence before the word that it is listed for: more would push the word out of a narrow view. */
const MAXIMUM_BEFORE = 16;

export function groupItem(group: PassageGroup): TreeItem {
  return group.heading ? headedItem(group.passages.length, group.heading) : documentItem(group);
}

function documentItem({ uri, passages }: PassageGroup): TreeItem {
  const item = new TreeItem(uri, TreeItemCollapsibleState.Expanded);
  item.iconPath = ThemeIcon.File;
  item.description = true;
  const file = workspace.asRelativePath(uri);
  const label =
    passages.length === 1
      ? l10n.t('{0}, 1 similar passage', file)
      : l10n.t('{0}, {1} similar passages', file, passages.length);
  item.accessibilityInformation = { label };
  return item;
}

function headedItem(passages: number, { text, of }: NonNullable<PassageGroup['heading']>): TreeItem {
  const item = new TreeItem(excerpt(text, 300), TreeItemCollapsibleState.Expanded);
  item.iconPath = new ThemeIcon(of === 'sense' ? 'book' : 'copy');
  item.description = of === 'sense' ? usesText(passages) : l10n.t('{0} times', passages);
  item.tooltip = text;
  return item;
}

function usesText(uses: number): string {
  return uses === 1 ? l10n.t('1 use') : l10n.t('{0} uses', uses);
}

/** `namesFile`: whether its group does not tell which document it is in. */
export function passageItem(passage: Passage, namesFile: boolean, measure: SimilarityMeasure = 'encoder'): TreeItem {
  const line = passage.range.start.line + 1;
  const text = excerpt(passage.text, 300);
  const file = workspace.asRelativePath(Uri.parse(passage.uri));
  const score = scoreText(passage.score, measure);
  const item = new TreeItem(passage.word ? useLabel(passage.text, passage.word) : `${score}  ${text}`);
  const place = l10n.t('{0}, line {1}', file, line);
  item.description = namesFile ? place : l10n.t('line {0}', line);
  const surroundings = [passage.before, passage.text, passage.after].filter(Boolean).join(' ');
  const cosine = l10n.t('Cosine {0}, where 0 is what all have in common', score);
  const remark = passage.word ? l10n.t('{0} sure', score) : measure === 'encoder' ? undefined : cosine;
  item.tooltip = [excerpt(surroundings, 900), place, remark].filter(Boolean).join('\n\n');
  item.accessibilityInformation = {
    label: passage.word
      ? l10n.t('{0} sure, {1}: {2}', score, place, text)
      : l10n.t('{0} similar, line {1}: {2}', score, line, text),
  };
  item.command = { title: l10n.t('Go to Passage'), command: 'elmoLens.openSimilarPassage', arguments: [passage] };
  return item;
}

/** The sentence, begun so near before the word that both are seen, and the word in it marked. */
function useLabel(text: string, [start, end]: readonly [number, number]): TreeItemLabel {
  const from = start <= MAXIMUM_BEFORE ? 0 : text.indexOf(' ', start - MAXIMUM_BEFORE) + 1 || start;
  const label = `${from > 0 ? '…' : ''}${text.slice(from, from + 300)}`;
  const shift = from > 0 ? from - 1 : 0;
  return { label, highlights: [[start - shift, end - shift]] };
}

/** Only the encoder's scores are shares of a whole, as people would give them; those of layers are bare cosines. */
function scoreText(score: number, measure: SimilarityMeasure): string {
  return measure === 'encoder' ? percent(score) : score.toFixed(2);
}
