/** What "similar" can mean, in plain words, and the choice of it. */
import * as l10n from '@vscode/l10n';
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { SimilarityMeasure } from '../../../server/src/settings.ts';
import { settingsFor, updateSetting } from '../settings.ts';

interface MeasureInWords {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Says of a list by what it was searched. */
  readonly by: string;
}

function measuresInWords(): Readonly<Record<SimilarityMeasure, MeasureInWords>> {
  return {
    encoder: {
      label: l10n.t('What a sentence says'),
      description: l10n.t('sentence encoder'),
      detail: l10n.t('Learned from pairs of sentences that people compared: the same in other words.'),
      by: l10n.t('by what a sentence says'),
    },
    mix: {
      label: l10n.t('Everything about it'),
      description: l10n.t('mean of the three layers'),
      detail: l10n.t('Words, grammar and meaning alike: plain ELMo.'),
      by: l10n.t('by everything about it'),
    },
    token: {
      label: l10n.t('Words and spelling'),
      description: l10n.t('token layer'),
      detail: l10n.t('The same or similarly spelt words, whatever stands around them.'),
      by: l10n.t('by words and spelling'),
    },
    layer1: {
      label: l10n.t('Grammar'),
      description: l10n.t('layer 1'),
      detail: l10n.t('Syntax: words used in the same way, sentences built alike.'),
      by: l10n.t('by grammar'),
    },
    layer2: {
      label: l10n.t('Words in context'),
      description: l10n.t('layer 2'),
      detail: l10n.t('Sense: words that mean something alike where they stand.'),
      by: l10n.t('by words in context'),
    },
  };
}

/** Says of a list by what it was searched: "by grammar". */
export function byMeasure(measure: SimilarityMeasure): string {
  return measuresInWords()[measure].by;
}

interface MeasureItem extends QuickPickItem {
  readonly measure?: SimilarityMeasure;
}

/** Asks what "similar" is to mean and keeps it in the settings. False where the user changed nothing. */
export async function chooseMeasure(): Promise<boolean> {
  const current = settingsFor().similar.measure;
  const items = Object.entries(measuresInWords()).map(([measure, { label, description, detail }]): MeasureItem => {
    const inUse = measure === current ? ` · ${l10n.t('in use')}` : '';
    return { label, description: description + inUse, detail, measure: measure as SimilarityMeasure };
  });
  const [encoder, ...layers] = items;
  const picked = await window.showQuickPick<MeasureItem>(
    [encoder!, { label: l10n.t('By layers of the language model'), kind: QuickPickItemKind.Separator }, ...layers],
    {
      title: l10n.t('What Similar Means'),
      placeHolder: l10n.t('By what to compare passages in Find Semantically Similar'),
    },
  );
  if (!picked?.measure || picked.measure === current) return false;
  await updateSetting('similar.measure', picked.measure);
  return true;
}
