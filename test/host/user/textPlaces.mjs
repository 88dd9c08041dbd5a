/**
 * Runs in the page: where a piece of text stands in the visible editor, in pixels. Lines that are wrapped are joined, so
 * that a sentence can run over several of them; hints between the words are left out.
 * @param {{ text: string, occurrence: number }} wanted `occurrence` counts from 1
 * @returns {{ start: { x: number, y: number }, middle: { x: number, y: number }, end: { x: number, y: number } } | null}
 */
export function findTextPlace({ text, occurrence }) {
  const lines = [...document.querySelectorAll('.editor-instance .view-line')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  const characters = lines.flatMap((line) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      // Hints that the editor writes between the words.
      if (node.parentElement.matches('[class*="dyn-rule"]')) continue;
      for (let offset = 0; offset < node.data.length; offset++) found.push({ node, offset });
    }
    return found;
  });
  const visible = characters.map(({ node, offset }) => node.data[offset].replace('\u00a0', ' ')).join('');

  let index = -1;
  for (let count = 0; count < occurrence; count++) {
    index = visible.indexOf(text, index + 1);
    if (index < 0) return null;
  }
  const box = (position) => {
    const { node, offset } = characters[position];
    const range = document.createRange();
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    return range.getBoundingClientRect();
  };
  const first = box(index);
  const last = box(index + text.length - 1);
  const middle = box(index + Math.floor(text.length / 2));
  return {
    start: { x: first.left + 1, y: first.top + first.height / 2 },
    middle: { x: middle.left + middle.width / 2, y: middle.top + middle.height / 2 },
    end: { x: last.right - 1, y: last.top + last.height / 2 },
  };
}
