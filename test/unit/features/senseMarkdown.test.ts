import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, test } from 'vitest';
import { escapeMarkdown, senseMarkdown } from '../../../server/src/features/senseMarkdown.ts';

function reading(probabilities: number[], definitions: string[] = []): Parameters<typeof senseMarkdown>[0] {
  return {
    lemma: 'bank',
    pos: 'n',
    senses: probabilities.map((probability, i) => ({
      senseKey: `bank%1:${i}`,
      probability,
      synset: i,
      definition: definitions[i] ?? `meaning ${i + 1}`,
      examples: [],
      words: ['bank', 'shore'],
    })),
  };
}

test('the sense that is meant comes first with its probability, the others below', () => {
  const lines = senseMarkdown(reading([0.87, 0.1, 0.03])).split('\n');
  expect(lines[0]).toBe('**bank** · *noun* · 87 %');
  expect(lines).toContain('meaning 1');
  expect(lines.indexOf('- 10 % · meaning 2')).toBeGreaterThan(lines.indexOf('meaning 1'));
});

test('below one half the hover says that it is unsure', () => {
  expect(senseMarkdown(reading([0.4, 0.35, 0.25]))).toContain('unsure');
  expect(senseMarkdown(reading([0.6, 0.4]))).not.toContain('unsure');
});

test('a word with one sense has no probability', () => {
  expect(senseMarkdown(reading([1]))).toContain('only sense');
  expect(senseMarkdown(reading([1]))).not.toContain('%');
});

test('a pinned sense is said to be chosen by the user, and the others have no share', () => {
  const text = senseMarkdown({ ...reading([1, 0]), pinned: 'here' });
  expect(text).toContain('**bank** · *noun* · pinned by you');
  expect(text).not.toContain('%');
});

test('a sense that a pin elsewhere decided keeps its probability and says why', () => {
  expect(senseMarkdown({ ...reading([0.8, 0.2]), pinned: 'elsewhere' })).toContain(
    '80 %, by your pin in this document',
  );
});

test('many senses are cut, and how many are left out is said', () => {
  const text = senseMarkdown(reading([0.5, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]));
  expect(text).toContain('and 2 more senses');
  expect(text).not.toContain('meaning 6');
});

test('probabilities that round to nothing or everything are not shown as such', () => {
  const text = senseMarkdown(reading([0.999, 0.001]));
  expect(text).toContain('> 99 %');
  expect(text).toContain('< 1 %');
});

test('a gloss with markup, links or HTML in it is shown as it is written', () => {
  const gloss = '[click](command:evil) <img src=x onerror=y> *loud* `code` &amp; ![i](http://x)';
  const tree = fromMarkdown(senseMarkdown(reading([1], [gloss])));
  const paragraph = tree.children.find((node) => node.type === 'paragraph' && JSON.stringify(node).includes('click'));
  expect(paragraph).toMatchObject({ children: [{ type: 'text', value: gloss }] });
});

test('whatever text is escaped, Markdown reads nothing but that text', () => {
  const visible = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() !== '' && !text.includes('\0'));
  fc.assert(
    fc.property(visible, (text) => {
      const plain = text.replace(/\s+/g, ' ').trim();
      const { children } = fromMarkdown(`x ${escapeMarkdown(plain)} x`);
      expect(children).toMatchObject([{ type: 'paragraph', children: [{ type: 'text', value: `x ${plain} x` }] }]);
    }),
    { numRuns: 2000 },
  );
});
