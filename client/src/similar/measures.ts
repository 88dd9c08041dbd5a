/** What "similar" can mean, in plain words, and the choice of it. */
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { SimilarityMeasure } from '../../../server/src/settings.ts';
import { settingsFor, updateSetting } from '../settings.ts';

interface MeasureInWords {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

const measuresInWords: Readonly<Record<SimilarityMeasure, MeasureInWords>> = {
  encoder: {
    label: 'What a sentence says',
    description: 'sentence encoder',
    detail: 'Learned from pairs of sentences that people compared: the same in other words.',
  },
  mix: {
    label: 'Everything about it',
    description: 'mean of the three layers',
    detail: 'Words, grammar and meaning alike: plain ELMo.',
  },
  token: {
    label: 'Words and spelling',
    description: 'token layer',
    detail: 'The same or similarly spelt words, whatever stands around them.',
  },
  layer1: {
    label: 'Grammar',
    description: 'layer 1',
    detail: 'Syntax: words used in the same way, sentences built alike.',
  },
  layer2: {
    label: 'Words in context',
    description: 'layer 2',
    detail: 'Sense: words that mean something alike where they stand.',
  },
};

/** Completes "similar": "by grammar". */
export function byMeasure(measure: SimilarityMeasure): string {
  return `by ${measuresInWords[measure].label.toLowerCase()}`;
}

interface MeasureItem extends QuickPickItem {
  readonly measure?: SimilarityMeasure;
}

/** Asks what "similar" is to mean and keeps it in the settings. False where the user changed nothing. */
export async function chooseMeasure(): Promise<boolean> {
  const current = settingsFor().similar.measure;
  const items = Object.entries(measuresInWords).map(([measure, { label, description, detail }]): MeasureItem => {
    const inUse = measure === current ? ' · in use' : '';
    return { label, description: description + inUse, detail, measure: measure as SimilarityMeasure };
  });
  const [encoder, ...layers] = items;
  const picked = await window.showQuickPick<MeasureItem>(
    [encoder!, { label: 'By layers of the language model', kind: QuickPickItemKind.Separator }, ...layers],
    { title: 'What Similar Means', placeHolder: 'By what to compare passages in Find Semantically Similar' },
  );
  if (!picked?.measure || picked.measure === current) return false;
  await updateSetting('similar.measure', picked.measure);
  return true;
}
