import { strict as assert } from 'node:assert';
import { parseProse } from '../../server/src/text/prose.ts';
import type { ProseLanguage } from '../../server/src/text/types.ts';

const LANGUAGES: readonly ProseLanguage[] = ['plaintext', 'markdown', 'latex'];

/** On each of these, again and again on a line, a pattern that looks back or ahead too far takes minutes. */
const FLOODS: Readonly<Record<string, string>> = {
  'one word': 'a',
  'full stops': '.',
  'question marks and spaces': '? ',
  'stops and quotes': '. "',
  'opening brackets': '(',
  quotes: '"',
  apostrophes: "'",
  hyphens: '-',
  'letters with stops': 'a.',
  'names of mail addresses': 'a+',
  'broken mail addresses': 'a@',
  'domains of mail addresses': 'a@b.c_',
  'web addresses': 'http://a.b/(',
  'broken web addresses': 'www._',
  underscores: '_',
  contractions: "n't",
  numbers: '1,',
  'hyphenated letters': 'a-',
  ampersands: 'A&B',
  NULs: '\0',
  'lone surrogates': '\ud800',
  emoji: '\u{1f600}',
  spaces: ' ',
  tabs: '\t',
  capitals: 'A',
  'plain words': 'the bank of the river ',
  sentences: 'It is so. ',
  data: '{"id":12,"name":"value","tags":["a1","b2"]},',
};

/** What opens something, and what would close it. */
const NESTINGS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  quotations: ['> ', ''],
  lists: ['- ', ''],
  'numbered lists': ['1. ', ''],
  emphasis: ['*a ', ' a*'],
  strong: ['**a ', ' a**'],
  'both kinds of emphasis': ['*a _b ', ' b_ a*'],
  deletions: ['~~a ', ' a~~'],
  links: ['[', '](x)'],
  images: ['![', '](x)'],
  'broken links': ['[a](', ''],
  'link references': ['[a][', ']'],
  footnotes: ['[^a]: ', ''],
  code: ['`a``', ''],
  HTML: ['<b>', '</b>'],
  'broken HTML': ['<a b="', ''],
  'HTML comments': ['<!--', '-->'],
  entities: ['&am', ''],
  tables: ['a|', ''],
  'fenced code': ['```\n', '\n```'],
  directives: ['::: a\n', '\n:::'],
  groups: ['{', '}'],
  macros: ['\\emph{', '}'],
  'footnote macros': ['\\footnote{a ', '}'],
  sections: ['\\section{', '}'],
  environments: ['\\begin{itemize}\\item ', '\\end{itemize}'],
  'unknown environments': ['\\begin{foo}', '\\end{foo}'],
  optional: ['\\item[', ']'],
  'inline maths': ['$a', '$'],
  'displayed maths': ['$$a', '$$'],
  'maths in brackets': ['\\[a', '\\]'],
  'maths in parentheses': ['\\(a', '\\)'],
  equations: ['\\begin{equation}a', '\\end{equation}'],
  verbatim: ['\\begin{verbatim}', '\\end{verbatim}'],
  'short verbatim': ['\\verb|', '|'],
  comments: ['% ', ''],
  definitions: ['\\def\\a#1{', '}'],
  accents: ['\\"', ''],
};
const DEPTH = 10_000;

/** Names of all documents of the kind, with how to make one of so many characters at least. */
export const HARD_DOCUMENTS: ReadonlyMap<string, (characters: number) => string> = new Map([
  ...Object.entries(FLOODS).map(([name, unit]) => [name, flood(unit)] as const),
  ...Object.entries(NESTINGS).flatMap(([name, [open, close]]) => [
    [`${name}, closed`, nest(open, close)] as const,
    [`${name}, not closed`, flood(open)] as const,
    [`${name}, each on a line of its own`, flood(`${open}a${close}\n`)] as const,
  ]),
]);

function flood(unit: string): (characters: number) => string {
  return (characters) => between(unit.repeat(Math.ceil(characters / unit.length)));
}

/** As deep as is asked of us, and then again. */
function nest(open: string, close: string): (characters: number) => string {
  return (characters) => {
    const deep = `${open.repeat(DEPTH)} the bank ${close.repeat(DEPTH)} `;
    return between(deep.repeat(Math.ceil(characters / deep.length)));
  };
}

function between(text: string): string {
  return `So it was.\n\nIt ${text} was.\n\nSo it ended.`;
}

/** Reads a document in each language; throws where what is around the flood is lost. Gives the slowest in ms. */
export function readHardDocument(name: string, characters: number): { milliseconds: number; language: ProseLanguage } {
  const text = HARD_DOCUMENTS.get(name)!(characters);
  const times = LANGUAGES.map((language) => {
    const start = process.cpuUsage();
    const sentences = parseProse(text, language).flatMap((paragraph) => paragraph.sentences);
    const { user, system } = process.cpuUsage(start);
    const read = sentences.map((sentence) => text.slice(sentence.start, sentence.end));
    assert.equal(read[0], 'So it was.', `${name}, in ${language}`);
    if (name in FLOODS) assert.equal(read.at(-1), 'So it ended.', `${name}, in ${language}`);
    return { language, milliseconds: (user + system) / 1000 };
  });
  return times.reduce((slowest, each) => (each.milliseconds > slowest.milliseconds ? each : slowest));
}

const TIMES_LONGER = 10;
/** Of what takes this long, the growth can be told from what else the machine does, in ms. */
const TOLD = 20;

/**
 * Documents of so many kilobytes of one markup, nested 10,000 deep or on one line, and ten times as long. Prints the
 * slowest, in time of the processor, and how much longer the longer ones took. `_seed`: nothing here is left to chance.
 */
export async function growParsers(kilobytes: number, _seed: number): Promise<string> {
  let slowest = { name: '', language: '', milliseconds: 0 };
  let steepest = { name: '', ratio: 0 };
  for (const name of HARD_DOCUMENTS.keys()) {
    readHardDocument(name, kilobytes * 100); // so that neither of the two is the first
    const short = readHardDocument(name, kilobytes * 1000);
    const long = readHardDocument(name, kilobytes * 1000 * TIMES_LONGER);
    if (short.milliseconds > slowest.milliseconds) slowest = { name, ...short };
    const ratio = long.milliseconds / short.milliseconds;
    if (long.milliseconds > TOLD * TIMES_LONGER && ratio > steepest.ratio) steepest = { name, ratio };
  }
  const most = `${slowest.milliseconds.toFixed(0)} ms (${slowest.name}, ${slowest.language})`;
  const growth = `${TIMES_LONGER} x as long takes at most ${steepest.ratio.toFixed(1)} x as long to read (${steepest.name})`;
  return `${HARD_DOCUMENTS.size} kinds in ${LANGUAGES.length} languages: ${kilobytes} KB in ${most} or less; ${growth}`;
}
