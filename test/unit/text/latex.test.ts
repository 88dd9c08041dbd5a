import { expect, test } from 'vitest';
import { changedTokens, sentencesOf, tokensOf } from './show.ts';

const blocks: { behaviour: string; text: string; expected: string[][] }[] = [
  {
    behaviour: 'blank lines part paragraphs, and comments do not',
    text: 'It was\n% a comment\na bank.\n\nIt % another\nrained.',
    expected: [['It was a bank .'], ['It rained .']],
  },
  {
    behaviour: 'of the preamble only the title is prose, and nothing after the end',
    text: '\\documentclass[a4paper]{article}\n\\usepackage{x}\n\\title{On \\emph{Banks}}\n\\newcommand{\\x}{hidden}\n\\begin{document}\n\\maketitle\nText\n\\end{document}\nhidden',
    expected: [['On Banks'], ['Text']],
  },
  {
    behaviour: 'headings and captions are paragraphs',
    text: '\\section*{The bank}\n\\label{sec:bank}\nText\n\\begin{figure}[ht]\n\\includegraphics[width=2cm]{a.png}\n\\caption[short]{A bank}\\label{fig:a}\n\\end{figure}',
    expected: [['The bank'], ['Text'], ['A bank']],
  },
  {
    behaviour: 'items are paragraphs, and their labels too',
    text: '\\begin{itemize}\n\\item One thing\n\\item[Two] another\n\\begin{enumerate}\\item nested\\end{enumerate}\n\\end{itemize}',
    expected: [['One thing'], ['Two'], ['another'], ['nested']],
  },
  {
    behaviour: 'cells of a table are paragraphs',
    text: '\\begin{tabular}{l|r} a & the bank \\\\ \\hline c & d \\end{tabular}',
    expected: [['a'], ['the bank'], ['c'], ['d']],
  },
  {
    behaviour: 'a footnote is a paragraph, and the sentence around it goes on',
    text: 'The bank\\footnote{Of the river.} was green.',
    expected: [['The bank was green .'], ['Of the river .']],
  },
  {
    behaviour: 'verbatim text, code, drawings and bibliographies are no prose',
    text: 'Before\n\\begin{verbatim}\n\\begin{x}\nhidden\n\n\\end{verbatim}\n\\begin{lstlisting}[language=C]\nhidden\n\\end{lstlisting}\n\\begin{tikzpicture}\\node{hidden};\\end{tikzpicture}\n\\begin{thebibliography}{9}\\bibitem{a} hidden\\end{thebibliography}\nAfter',
    expected: [['Before'], ['After']],
  },
  {
    behaviour: 'an environment that nobody knows holds prose, but its arguments do not',
    text: '\\begin{theorem}[hidden]{hidden}\nIt is so.\n\\end{theorem}',
    expected: [['It is so .']],
  },
  {
    behaviour: 'what a comment switches off is left alone, until one switches it on',
    text: 'One\n\n% elmo-lens: off\nTwo\n\n\\section{Three}\n\nFour\n%elmo-lens:on\n\nFive % elmo-lens: off\nsix\n% elmo-lens: on\nseven',
    expected: [['One'], ['Five seven']],
  },
  {
    behaviour: 'an environment that is not closed yet is read',
    text: 'Before\n\n\\begin{itemize}\n\\item One thing\n\nAfter',
    expected: [['Before'], ['One thing'], ['After']],
  },
];

test.each(blocks)('$behaviour', ({ text, expected }) => {
  expect(tokensOf(text, 'latex')).toEqual(expected);
});

const inline: { behaviour: string; text: string; expected: string }[] = [
  {
    behaviour: 'emphasis, old and new, flows into its sentence',
    text: 'It is \\textbf{bold}, {\\em soft} and \\textcolor{red}{red}.',
    expected: 'It is bold , soft and red .',
  },
  {
    behaviour: 'maths, citations, references and code are left out and keep words apart',
    text: 'So $x^2$ is\\cite[p.~3]{a} it~\\ref{b}, \\verb|x y| or \\texttt{z}, and \\[ a \\] it \\begin{equation}b\\end{equation} ends.',
    expected: 'So is it , or , and it ends .',
  },
  {
    behaviour: 'link texts stay and their targets go',
    text: 'See \\href{http://x.y}{the \\emph{bank}} and \\url{http://a.b/c}.',
    expected: 'See the bank and .',
  },
  {
    behaviour: 'a macro that nobody knows keeps the words in its argument, but not keys and options',
    text: 'A \\term[x=1]{river bank} is \\foo{green} \\look{fig:a} \\quantity{0.5} \\bar here.',
    expected: 'A river bank is green here .',
  },
  {
    behaviour: 'accents and special letters are what they stand for',
    text: "The caf\\'e is na\\\"{\\i}ve \\c{c}a Erd\\H os stra\\ss e \\L{}ód\\'z",
    expected: 'The café is naïve ça Erdős straße Łódź',
  },
  {
    behaviour: 'quotes, dashes, dots, spaces and escaped characters are what they stand for',
    text: "``So'' it is---50\\% \\& more~of\\ it,\\,\\ldots{} in \\LaTeX",
    expected: '" So " it is -- 50 % & more of it , ... in LaTeX',
  },
  {
    behaviour: 'a line break is a space',
    text: 'one\\\\ two\\newline three\r\nfour\rfive',
    expected: 'one two three four five',
  },
];

test.each(inline)('$behaviour', ({ text, expected }) => {
  expect(tokensOf(text, 'latex')).toEqual([[expected]]);
});

test('every token leads back to the source that it stands for', () => {
  const text = "The ``bank'' of na\\\"{\\i}vet\\'e---\\emph{riv}er 5\\% \\ldots{} % tail\r\nends.";
  expect(changedTokens(text, 'latex')).toEqual([
    '"=``',
    "\"=''",
    'naïveté=na\\"{\\i}vet\\\'e',
    '--=---',
    'river=riv}er',
    '%=\\%',
    '...=\\ldots',
  ]);
});

test('a text that is nested too deeply to be parsed is read coarsely', () => {
  const depth = 10_000;
  const text = `So it was.\n\n${'{'.repeat(depth)}The \\emph{bank} of $x$ it.${'}'.repeat(depth)}\n\nSo it ended.`;
  expect(tokensOf(text, 'latex')).toEqual([['So it was .'], ['The bank of it .'], ['So it ended .']]);
});

test('what was read before is read the same where it stands now', () => {
  const paragraph = 'The \\emph{bank}\\footnote{Of the river.} was green.';
  const before = sentencesOf(paragraph, 'latex');
  const moved = sentencesOf(`Something new.\n\n${paragraph}`, 'latex').slice(1);
  const by = 'Something new.\n\n'.length;
  expect(moved).toEqual(
    before.map(({ start, end, tokens }) => ({
      start: start + by,
      end: end + by,
      tokens: tokens.map((token) => ({ ...token, start: token.start + by, end: token.end + by })),
    })),
  );
});
