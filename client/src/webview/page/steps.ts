/** Where a key leads from a mark that has the focus. All return undefined for a key that leads nowhere. */

/** Over points: left and right by place from the left, up and down by place from the top; Home and End in the text. */
export function stepOnMap(
  points: readonly { readonly left: number; readonly top: number }[],
  key: string,
  from: number,
): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return points.length - 1;
  const forwards = key === 'ArrowRight' || key === 'ArrowDown';
  if (!forwards && key !== 'ArrowLeft' && key !== 'ArrowUp') return undefined;
  const side = key === 'ArrowLeft' || key === 'ArrowRight' ? 'left' : 'top';
  const order = points.map((_, i) => i).sort((a, b) => points[a]![side] - points[b]![side] || a - b);
  return order[order.indexOf(from) + (forwards ? 1 : -1)];
}

/** Over the cells of a grid, row by row: by arrow keys, Home and End in the row, Page Up and Page Down in the column. */
export function stepOnGrid(rows: number, columns: number, key: string, from: number): number | undefined {
  const row = Math.floor(from / columns);
  const column = from % columns;
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [row, 0],
    End: [row, columns - 1],
    PageUp: [0, column],
    PageDown: [rows - 1, column],
  };
  const [nextRow, nextColumn] = steps[key] ?? [-1, -1];
  if (nextRow < 0 || nextRow >= rows || nextColumn < 0 || nextColumn >= columns) return undefined;
  return nextRow * columns + nextColumn;
}
