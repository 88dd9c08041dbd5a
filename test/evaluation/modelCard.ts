import type { Figure } from './task.ts';

/** The figures as a Markdown table, scores in percent; with a column for the peer that was measured. */
export function table(figures: readonly Figure[]): string {
  const peer = figures.find((figure) => figure.peer)?.peer?.name;
  const rows = figures.map(({ set, measure, ours, baseline, peer: theirs, reference }) => [
    set,
    measure,
    ours.toFixed(1),
    `${baseline.value.toFixed(1)} (${baseline.name})`,
    ...(peer ? [theirs?.value.toFixed(1) ?? ''] : []),
    reference,
  ]);
  const all = [['Set', 'Measure', 'ELMo Lens', 'Baseline', ...(peer ? [peer] : []), 'The field'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(all[0]!), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...all.slice(1).map(line)].join(
    '\n',
  );
}

/**
 * The model card with a task's table replaced: what stands between `<!-- evaluation:TASK -->` and `<!-- /evaluation -->`.
 * Throws where the card has no such place.
 */
export function withTable(card: string, task: string, text: string): string {
  const begin = `<!-- evaluation:${task} -->`;
  const end = '<!-- /evaluation -->';
  const from = card.indexOf(begin);
  const to = card.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The model card has no place for the figures of ${task} (${begin}).`);
  return `${card.slice(0, from + begin.length)}\n${text}\n${card.slice(to)}`;
}
