/**
 * What LaTeX's macros and environments mean to a reader: which hold prose, which stand for a character, which say
 * nothing. Names are without the backslash.
 */

/** Their last argument is a block of prose of its own. */
export const BLOCK_MACROS: ReadonlySet<string> = new Set([
  ...['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph'],
  ...['title', 'subtitle', 'frametitle', 'framesubtitle', 'caption', 'captionof', 'abstract'],
  ...['footnote', 'footnotetext', 'thanks', 'marginpar'],
]);

/** Of these, those that do not end the sentence that they stand in. */
export const WITHIN_SENTENCE: ReadonlySet<string> = new Set(['footnote', 'footnotetext', 'thanks', 'marginpar']);

/** Their last argument is part of the sentence around it. */
export const INLINE_MACROS: ReadonlySet<string> = new Set([
  ...['emph', 'textbf', 'textit', 'textsl', 'textsc', 'textsf', 'textrm', 'textmd', 'textup', 'textnormal', 'text'],
  ...['underline', 'uline', 'mbox', 'makebox', 'fbox', 'framebox', 'parbox', 'textcolor', 'colorbox', 'hl'],
  ...['enquote', 'href', 'hyperref', 'uppercase', 'MakeUppercase', 'multicolumn', 'alert', 'textquote'],
]);

/** Where a line or a cell ends, and with it a block in a table. */
export const ROW_ENDS: ReadonlySet<string> = new Set(['\\', 'tabularnewline', 'hline', 'cr']);

/** Characters of the text. */
export const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ...['%', '&', '$', '#', '_', '{', '}'].map((character) => [character, character] as const),
  ...[' ', '\n', ',', ';', ':', '\\', 'quad', 'qquad', 'enspace', 'newline', 'par', 'hfill'].map(
    (space) => [space, ' '] as const,
  ),
  ...(['ldots', 'dots', 'textellipsis'] as const).map((dots) => [dots, '...'] as const),
  ['textendash', '–'],
  ['textemdash', '—'],
  ['textquoteleft', '‘'],
  ['textquoteright', '’'],
  ['textquotedblleft', '“'],
  ['textquotedblright', '”'],
  ['textasciitilde', '~'],
  ['textbackslash', '\\'],
  ['textbar', '|'],
  ['S', '§'],
  ['pounds', '£'],
  ['textsterling', '£'],
  ['euro', '€'],
  ['texteuro', '€'],
  ['copyright', '©'],
  ['textregistered', '®'],
  ['texttrademark', '™'],
  ['textdegree', '°'],
  ['ss', 'ß'],
  ['ae', 'æ'],
  ['AE', 'Æ'],
  ['oe', 'œ'],
  ['OE', 'Œ'],
  ['o', 'ø'],
  ['O', 'Ø'],
  ['aa', 'å'],
  ['AA', 'Å'],
  ['l', 'ł'],
  ['L', 'Ł'],
  ['i', 'ı'],
  ['j', 'ȷ'],
  ['TeX', 'TeX'],
  ['LaTeX', 'LaTeX'],
  ['LaTeXe', 'LaTeX'],
  ['BibTeX', 'BibTeX'],
  ['today', 'today'],
]);

/** Combining characters that go onto the letter after them. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['`', '\u0300'],
  ["'", '\u0301'],
  ['^', '\u0302'],
  ['~', '\u0303'],
  ['=', '\u0304'],
  ['u', '\u0306'],
  ['.', '\u0307'],
  ['"', '\u0308'],
  ['r', '\u030a'],
  ['H', '\u030b'],
  ['v', '\u030c'],
  ['d', '\u0323'],
  ['c', '\u0327'],
  ['k', '\u0328'],
  ['b', '\u0331'],
]);

/** Nothing in them is prose. */
export const SKIPPED_ENVIRONMENTS: ReadonlySet<string> = new Set([
  ...['verbatim', 'Verbatim', 'lstlisting', 'minted', 'alltt', 'comment', 'filecontents'],
  ...['tikzpicture', 'pgfpicture', 'picture', 'asy', 'axis', 'forest'],
  ...['algorithm', 'algorithmic', 'algorithm2e', 'thebibliography', 'bibliography'],
]);

/** Their `&` and ends of rows part blocks. */
export const TABLES: ReadonlySet<string> = new Set([
  'tabular',
  'tabular*',
  'tabularx',
  'tabulary',
  'longtable',
  'array',
]);
