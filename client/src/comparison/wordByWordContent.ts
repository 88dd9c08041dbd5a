/** Two passages word by word, in words and figures, as their page shows them. Knows nothing of VS Code. */
import * as l10n from '@vscode/l10n';
import type { WordByWord } from '../../../server/src/protocol.ts';
import type { Layer, WordByWordContent } from '../webview/messages.ts';
import { excerpt } from '../wording.ts';
import { layerInWords } from './layers.ts';

/** Longer texts are shown by their beginning. */
const TEXT_LENGTH = 240;
/** Of an official model's layers, the one that knows most of meaning. */
const MEANING = 2;

const wording = {
  heading: () => l10n.t('Word by Word'),
  rows: () => l10n.t('First'),
  columns: () => l10n.t('Second'),
  grid: () => l10n.t('How alike each word of the first text is to each word of the second'),
  layers: () => l10n.t('Compare by'),
  explanation: (explanation: string) => l10n.t('Cosine of ELMo’s vectors: {0}.', explanation),
  cell: (row: string, column: string, figure: string) => l10n.t('“{0}” and “{1}”: {2}', row, column, figure),
  closestCell: (row: string, column: string, figure: string) =>
    l10n.t('“{0}” and “{1}”: {2}, the closest to “{0}”', row, column, figure),
  closest: () => l10n.t('A frame marks the word of the second text that comes closest.'),
  scale: () => [l10n.t('unlike'), l10n.t('the same')] as const,
  keys: () => l10n.t('Arrow keys walk over the words.'),
  moreRows: (words: number) => l10n.t('Only the first {0} words of the first text are compared.', words),
  moreColumns: (words: number) => l10n.t('Only the first {0} words of the second text are compared.', words),
};

/** `a` and `b` are the two texts. */
export function wordByWordContent(comparison: WordByWord, a: string, b: string): WordByWordContent {
  const { a: rows, b: columns, layers } = comparison;
  return {
    heading: wording.heading(),
    gridLabel: wording.grid(),
    rows: { name: wording.rows(), text: excerpt(a, TEXT_LENGTH), words: rows.words },
    columns: { name: wording.columns(), text: excerpt(b, TEXT_LENGTH), words: columns.words },
    layersLabel: wording.layers(),
    layers: layers.map((values, layer) => layerContent(values, layer, rows.words, columns.words)),
    firstLayer: Math.min(MEANING, layers.length - 1),
    scale: wording.scale(),
    closestLabel: wording.closest(),
    notes: [
      wording.keys(),
      ...(rows.more ? [wording.moreRows(rows.words.length)] : []),
      ...(columns.more ? [wording.moreColumns(columns.words.length)] : []),
    ],
  };
}

function layerContent(
  values: WordByWord['layers'][number],
  layer: number,
  rows: readonly string[],
  columns: readonly string[],
): Layer {
  const { name, explanation } = layerInWords(layer);
  return {
    name,
    explanation: wording.explanation(explanation),
    cells: values.map((row, i) =>
      row.map((value, j) => {
        const closest = value === Math.max(...row);
        const figure = inDigits(value);
        const label = (closest ? wording.closestCell : wording.cell)(rows[i]!, columns[j]!, figure);
        return { figure: figure.replace('0.', '.'), label, closest, strength: Math.min(1, Math.max(0, value)) };
      }),
    ),
  };
}

/** With two digits and a proper minus. */
function inDigits(value: number): string {
  return value
    .toFixed(2)
    .replace(/^-0\.00$/, '0.00')
    .replace('-', '−');
}
