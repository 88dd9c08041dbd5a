/** The page of two passages side by side: a grid that is the darker, the closer two words are. */
import type { Cell, Layer, WordByWordContent } from '../messages.ts';
import { type Drawing, element, listen, rove } from './page.ts';
import { stepOnGrid } from './steps.ts';

listen(draw);

function draw(content: WordByWordContent, { page, chosen, choose }: Drawing): number {
  const { rows, columns, layers, firstLayer } = content;
  const reading = element('p', 'reading');
  const explanation = element('p', 'explanation');
  const scale = element('p', 'scale', content.scale[0], element('span', 'ramp'), content.scale[1]);
  const grid = gridOf(content);
  let shown = layers[firstLayer]!;
  let looked = chosen ?? 0;
  const cellAt = (mark: number): Cell => cellsOf(shown)[mark]!;
  const look = (mark: number): void => {
    looked = mark;
    reading.textContent = cellAt(mark).label;
    grid.mark(mark);
  };
  const showLayer = (layer: Layer): void => {
    shown = layer;
    explanation.textContent = layer.explanation;
    for (const [i, cell] of grid.cells.entries()) fillCell(cell, cellAt(i));
    look(looked);
  };
  page.append(
    element('header', '', element('h1', '', content.heading), passages(rows, columns)),
    layerChoice(content, showLayer),
    explanation,
    element('div', 'scroll', grid.table),
    element('div', 'below', reading, scale),
    element('footer', '', ...[content.closestLabel, ...content.notes].map((note) => element('p', '', note))),
  );
  for (const [i, cell] of grid.cells.entries()) cell.addEventListener('mouseenter', () => look(i));
  rove(
    grid.cells,
    looked,
    (key, from) => stepOnGrid(rows.words.length, columns.words.length, key, from),
    (mark) => {
      look(mark);
      choose(mark);
    },
  );
  showLayer(shown);
  return grid.cells.length;
}

function passages(...texts: WordByWordContent['rows'][]): HTMLElement {
  const entries = texts.flatMap(({ name, text }) => [element('dt', '', name), element('dd', '', text)]);
  return element('dl', 'passages', ...entries);
}

/** The layers as one row of buttons, of which one is pressed. */
function layerChoice({ layersLabel, layers, firstLayer }: WordByWordContent, choose: (layer: Layer) => void) {
  const choices = layers.map((layer, i) => {
    const input = element('input', '');
    input.type = 'radio';
    input.name = 'layer';
    input.checked = i === firstLayer;
    input.addEventListener('change', () => choose(layer));
    return element('label', 'layer', input, element('span', '', layer.name));
  });
  return element('fieldset', 'layers', element('legend', '', layersLabel), ...choices);
}

interface Grid {
  readonly table: HTMLTableElement;
  /** Row by row. */
  readonly cells: readonly HTMLTableCellElement[];
  /** Marks the words of a cell at the edges. */
  readonly mark: (cell: number) => void;
}

function gridOf({ gridLabel, rows, columns }: WordByWordContent): Grid {
  const heading = (word: string, scope: 'row' | 'col'): HTMLTableCellElement => {
    const header = element('th', scope, element('span', '', word));
    header.scope = scope;
    return header;
  };
  const columnHeadings = columns.words.map((word) => heading(word, 'col'));
  const rowHeadings = rows.words.map((word) => heading(word, 'row'));
  const cells = rows.words.map(() =>
    columns.words.map(() => {
      const cell = element('td', 'cell');
      cell.setAttribute('role', 'gridcell');
      return cell;
    }),
  );
  const table = element(
    'table',
    'grid',
    element('thead', '', element('tr', '', element('td', 'corner'), ...columnHeadings)),
    element('tbody', '', ...cells.map((row, i) => element('tr', '', rowHeadings[i]!, ...row))),
  );
  table.setAttribute('role', 'grid');
  table.setAttribute('aria-label', gridLabel);
  const mark = (cell: number): void => {
    const row = Math.floor(cell / columns.words.length);
    const column = cell % columns.words.length;
    for (const [i, header] of rowHeadings.entries()) header.classList.toggle('looked-at', i === row);
    for (const [i, header] of columnHeadings.entries()) header.classList.toggle('looked-at', i === column);
  };
  return { table, cells: cells.flat(), mark };
}

function cellsOf({ cells }: Layer): readonly Cell[] {
  return cells.flat();
}

function fillCell(cell: HTMLTableCellElement, { figure, label, strength, closest }: Cell): void {
  cell.textContent = figure;
  cell.setAttribute('aria-label', label);
  cell.style.setProperty('--strength', String(strength));
  cell.classList.toggle('closest', closest);
}
