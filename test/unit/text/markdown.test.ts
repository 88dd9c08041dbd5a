import { expect, test } from 'vitest';
import { changedTokens, sentencesOf, tokensOf } from './show.ts';

const blocks: { behaviour: string; text: string; expected: string[][] }[] = [
  {
    behaviour: 'headings of both kinds are paragraphs without a full stop added',
    text: '# The bank #\n\nA *long*\nheading\n===\nText',
    expected: [['The bank'], ['A long heading'], ['Text']],
  },
  {
    behaviour: 'list items are paragraphs, tasks without their box',
    text: '- [x] one thing\n- two\n  1. nested',
    expected: [['one thing'], ['two'], ['nested']],
  },
  {
    behaviour: 'the lines of a quote are one paragraph',
    text: '> It was\n> > quoted\n\n> It was\n>\tlazy\nhere',
    expected: [['It was'], ['quoted'], ['It was lazy here']],
  },
  {
    behaviour: 'table cells are paragraphs',
    text: '| a | *b* \\| c |\n|---|:-:|\n| `d` | e |',
    expected: [['a'], ['b | c'], ['e']],
  },
  {
    behaviour: 'footnotes are read where they are defined',
    text: 'So it is[^1].\n\n[^1]: Or is it?\n    It is.',
    expected: [['So it is .'], ['Or is it ?', 'It is .']],
  },
  {
    behaviour: 'code blocks are no prose',
    text: 'Before\n\n```js\ncode here\n```\n\n    code too\n\nAfter',
    expected: [['Before'], ['After']],
  },
  { behaviour: 'front matter is no prose', text: '---\ntitle: A title\n---\nText', expected: [['Text']] },
  { behaviour: 'front matter in TOML is no prose', text: '+++\ntitle = "A title"\n+++\nText', expected: [['Text']] },
  {
    behaviour: 'HTML blocks and comments are no prose, Markdown between them is',
    text: '<div>\nhidden\n</div>\n\nSeen <!-- hidden --> here\n\n<!-- hidden\n\nhidden -->',
    expected: [['Seen here']],
  },
  {
    behaviour: 'link definitions are no prose',
    text: 'A [link][l]\n\n[l]: http://x.y "hidden"',
    expected: [['A link']],
  },
  {
    behaviour: 'what a comment switches off is left alone, until one switches it on',
    text: 'One\n\n<!-- elmo-lens: off -->\nTwo\n\n# Three\n\n<!-- elmo-lens: on -->\n\nFour <!--elmo-lens:off-->five<!-- elmo-lens: on --> six\n\n<!-- elmo-lens: office -->\n\nSeven',
    expected: [['One'], ['Four six'], ['Seven']],
  },
  { behaviour: 'a paragraph of an image alone is no prose', text: '![hidden](x.png)\n\n`x`', expected: [] },
];

test.each(blocks)('$behaviour', ({ text, expected }) => {
  expect(tokensOf(text, 'markdown')).toEqual(expected);
});

const inline: { behaviour: string; text: string; expected: string }[] = [
  {
    behaviour: 'emphasis flows into its sentence',
    text: 'It is **bold**, _soft_ and ~~gone~~.',
    expected: 'It is bold , soft and gone .',
  },
  {
    behaviour: 'emphasis inside a word leaves one word',
    text: 'un*frigging*believable',
    expected: 'unfriggingbelievable',
  },
  {
    behaviour: 'link texts stay and their targets go',
    text: 'See [the *bank*](http://x.y "t") and [it][r].\n\n[r]: z',
    expected: 'See the bank and it .',
  },
  { behaviour: 'a link that no definition follows is text', text: 'See [it][r].', expected: 'See [ it ] [ r ] .' },
  {
    behaviour: 'inline code is left out and keeps words apart',
    text: 'Call `f()` now, un`x`do it.',
    expected: 'Call now , un do it .',
  },
  {
    behaviour: 'images and addresses are left out',
    text: 'A ![alt](x) b <http://x.y> c www.x.org d a@b.org e',
    expected: 'A b c d e',
  },
  {
    behaviour: 'bare addresses end before the punctuation of their sentence',
    text: 'It is there (http://a.b/c_(d)), or at https://x.y/*z*?e=f&copy=g, or from mailto:a@b.org.',
    expected: 'It is there ( ) , or at , or from .',
  },
  {
    behaviour: 'an address that is the text of a link is left out too',
    text: 'See [www.x.org](http://x.org) or [its site](http://x.org).',
    expected: 'See or its site .',
  },
  {
    behaviour: 'what only begins like an address is text',
    text: 'a www. b http:// c a@b',
    expected: 'a www . b http : / / c a @ b',
  },
  {
    behaviour: 'HTML tags leave their content, and a line break parts words',
    text: 'H<sub>2</sub>O and<br/>salt',
    expected: 'H2O and salt',
  },
  {
    behaviour: 'escapes and character references are what they stand for',
    text: 'a \\* b &amp; c &#x41; &copy; &copy',
    expected: 'a * b & c A \u00a9 & copy',
  },
  {
    behaviour: 'line breaks, hard ones too, are spaces',
    text: 'one  \ntwo\\\nthree\r\nfour',
    expected: 'one two three four',
  },
];

test.each(inline)('$behaviour', ({ text, expected }) => {
  expect(tokensOf(text, 'markdown')).toEqual([[expected]]);
});

const sources: { behaviour: string; text: string; expected: string[] }[] = [
  {
    behaviour: 'a decoded character stands for its escape or reference',
    text: 'a \\* b &amp; c &#128512;',
    expected: ['*=\\*', '&=&amp;', '\u{1f600}=&#128512;'],
  },
  {
    behaviour: 'a word stands for all from its first to its last letter',
    text: 'H<sub>2</sub>O **b**old',
    expected: ['H2O=H<sub>2</sub>O', 'bold=b**old'],
  },
  {
    behaviour: 'quotes next to markup stand for themselves alone',
    text: '*\u201cYes\u201d*\u2014**no**',
    expected: ['"=\u201c', '"=\u201d', '--=\u2014'],
  },
  {
    behaviour: 'tabs and carriage returns move nothing',
    text: '-\tone\r\n\r\n\ttwo\u2026\r>\tthree',
    expected: ['...=\u2026'],
  },
];

test.each(sources)('$behaviour', ({ text, expected }) => {
  expect(changedTokens(text, 'markdown')).toEqual(expected);
});

test('a byte order mark moves nothing', () => {
  const text = '\ufeff# The *bank*\n\nIt opened.';
  expect(tokensOf(text, 'markdown')).toEqual([['The bank'], ['It opened .']]);
  expect(changedTokens(text, 'markdown')).toEqual([]);
});

test('a sentence that runs through the lines of a quote reaches from its first to its last character', () => {
  const text = '> *It* was\n> long ago. Then\n> it ended.';
  expect(sentencesOf(text, 'markdown').map(({ start, end }) => text.slice(start, end))).toEqual([
    'It* was\n> long ago.',
    'Then\n> it ended.',
  ]);
});

test('a paragraph with more marks of emphasis and links than anyone writes has them as text, the next is read as ever', () => {
  const flood = `${'They sat on the *bank of the [river](x) '.repeat(100)} and ${'there it was* '.repeat(100)}.`;
  const text = `${flood}\n\n* a **list** of\n* [links](x)\n\nAnd *then* it ended.`;
  const paragraphs = tokensOf(text, 'markdown');
  expect(paragraphs[0]!.join(' ')).toContain('* bank');
  expect(paragraphs.slice(1)).toEqual([['a list of'], ['links'], ['And then it ended .']]);
});
