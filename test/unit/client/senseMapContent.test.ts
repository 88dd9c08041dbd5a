import { describe, expect, test } from 'vitest';
import { senseMapContent } from '../../../client/src/senseMap/content.ts';
import type { SenseMap } from '../../../server/src/protocol.ts';

/** A map whose uses have the senses of these numbers. */
function mapOf(...senses: number[]): SenseMap {
  return {
    lemma: 'bank',
    pos: 'n',
    senses: [...new Set(senses)].map((sense) => ({ senseKey: `bank%${sense}`, definition: `meaning ${sense}` })),
    uses: senses.map((sense, i) => ({
      uri: 'file:///notes.md',
      range: { start: { line: i, character: 4 }, end: { line: i, character: 8 } },
      before: 'The ',
      word: 'bank',
      after: ' is <b>here</b>.',
      sense,
      probability: 0.874,
      x: i,
      y: 0,
    })),
    current: 1,
    shares: [0.5, 0.2],
    more: false,
  };
}

const content = (map: SenseMap) => senseMapContent(map, (uri) => uri.replace('file:///', ''));

describe('what a sense map says', () => {
  test('is whose uses it shows, and how many', () => {
    const { heading, summary, current } = content(mapOf(0, 0, 1));
    expect(heading).toBe('bank (noun)');
    expect(summary).toMatch(/^3 uses /);
    expect(current).toBe(1);
  });

  test('of a use is its sentence, its place, its sense and how sure that is, all of it for those who hear it', () => {
    const [use] = content(mapOf(0, 1)).points;
    expect(use).toMatchObject({ before: 'The ', word: 'bank', after: ' is <b>here</b>.', definition: 'meaning 0' });
    expect(use!.caption).toMatch(/^notes\.md, line 1\b.*\b87 %/);
    expect(use!.label).toContain('The bank is <b>here</b>.');
    expect(use!.label).toContain('meaning 0');
    expect(use!.label).toContain(use!.caption);
  });

  test('in the legend is each sense with its share', () => {
    expect(content(mapOf(0, 0, 1)).senses).toEqual([
      { definition: 'meaning 0', share: '2 of 3' },
      { definition: 'meaning 1', share: '1 of 3' },
    ]);
  });

  test('names its limit where there are more uses than points', () => {
    const limit = /^Only the nearest 2 uses /;
    expect(content({ ...mapOf(0, 1), more: true }).notes).toContainEqual(expect.stringMatching(limit));
    expect(content(mapOf(0, 1)).notes).not.toContainEqual(expect.stringMatching(limit));
  });

  test('joins the rarest senses where there are more than shapes, and still tells what each use means', () => {
    const { senses, points } = content(mapOf(0, 1, 2, 3, 4, 5, 6, 7, 8));
    expect(senses).toHaveLength(7);
    expect(senses.at(-1)).toEqual({ definition: '3 rarer senses', share: '3 of 9' });
    expect(points.map(({ sense }) => sense)).toEqual([0, 1, 2, 3, 4, 5, 6, 6, 6]);
    expect(points.at(-1)!.definition).toBe('meaning 8');
  });

  test('joins no single sense with others that are not there', () => {
    const { senses } = content(mapOf(0, 1, 2, 3, 4, 5, 6));
    expect(senses.map(({ definition }) => definition)).toContain('meaning 6');
  });
});
