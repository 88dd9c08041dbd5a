/** A comparison as a list over the editor: Enter copies it, or shows two texts word by word; Escape closes it. */
import * as l10n from '@vscode/l10n';
import { env, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Comparison } from '../../../server/src/protocol.ts';
import { excerpt } from '../wording.ts';
import { layerInWords } from './layers.ts';

interface Figure {
  readonly name: string;
  readonly explanation: string;
  /** A similarity: 1 is the same; a cosine can be below 0. */
  readonly value: number;
}

/** `showWordByWord` is called where the user asks for it. */
export function showComparison(comparison: Comparison, showWordByWord: () => unknown): void {
  const title = l10n.t('“{0}” and “{1}”', excerpt(comparison.a, 40), excerpt(comparison.b, 40));
  /** Below the figures of two texts of several words. */
  const wordByWord: QuickPickItem = {
    label: `$(table) ${l10n.t('Show Word by Word')}`,
    description: l10n.t('which words of the two are alike'),
  };
  const figures = comparisonFigures(comparison);
  const quickPick = window.createQuickPick();
  quickPick.title = title;
  quickPick.placeholder = l10n.t('How alike the two are: 1 is the same. Enter copies the figures.');
  quickPick.items = comparison.words
    ? [
        { label: l10n.t('The words'), kind: QuickPickItemKind.Separator },
        ...figures.slice(0, -1).map(item),
        { label: l10n.t('Around the words'), kind: QuickPickItemKind.Separator },
        ...figures.slice(-1).map(item),
      ]
    : [...figures.map(item), ...(isLong(comparison.a) && isLong(comparison.b) ? [wordByWord] : [])];
  quickPick.onDidAccept(() => {
    if (quickPick.selectedItems[0] === wordByWord) {
      quickPick.hide();
      showWordByWord();
      return;
    }
    const lines = figures.map(({ name, value }) => `${name}: ${value.toFixed(2)}`);
    void env.clipboard.writeText([title, ...lines].join('\n'));
    window.setStatusBarMessage(`ELMo Lens: ${l10n.t('comparison copied')}`, 4000);
    quickPick.hide();
  });
  quickPick.onDidHide(() => quickPick.dispose());
  quickPick.show();
}

/** Whether the text has more than one word. */
function isLong(text: string): boolean {
  return /\S\s+\S/.test(text);
}

function comparisonFigures({ sentences, words }: Comparison): readonly Figure[] {
  if (!words) return [{ name: l10n.t('The two texts'), explanation: l10n.t('what they mean'), value: sentences }];
  return [
    { name: l10n.t('Overall'), explanation: l10n.t('all layers joined'), value: words.joined },
    ...words.layers.map((value, layer) => ({
      ...layerInWords(layer),
      value,
    })),
    { name: l10n.t('Their sentences'), explanation: l10n.t('what the sentences mean'), value: sentences },
  ];
}

function item({ name, explanation, value }: Figure): QuickPickItem {
  return { label: `${bar(value)}  ${value.toFixed(2)}  ${name}`, description: explanation };
}

/** Ten blocks, filled in proportion. */
function bar(value: number): string {
  const filled = Math.round(Math.min(Math.max(value, 0), 1) * 10);
  return '█'.repeat(filled) + '░'.repeat(10 - filled);
}
