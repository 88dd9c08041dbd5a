import { deepEqual, match, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { toEditorRange } from '../../../client/src/convert.ts';
import { closeEverything, eventually, openText, rangeOf, readyExtension } from './support.ts';

const TEXT = String.raw`\documentclass{article}
\begin{document}
\section{A visit}
% Barack Obama is not mentioned here.
Angela \emph{Merkel} lives in~Berlin\footnote{She grew up in Hamburg.} and $x_{Paris}$.

We sat on the grassy \textbf{bank} of the river.
\end{document}
`;

describe('LaTeX', () => {
  let api: ElmoLensApi;
  let document: vscode.TextDocument;

  before(async () => {
    ({ document } = await openText(TEXT, 'tex'));
    api = await readyExtension();
  });

  afterEach(closeEverything);

  it('has its names highlighted and its words explained, without macros, maths and comments', async () => {
    const texts = () => api.entities(document.uri).map(({ range }) => document.getText(toEditorRange(range)));
    await eventually(api.onDidChangeEntities, () => texts().length >= 3);
    deepEqual(texts().sort(), ['Angela \\emph{Merkel', 'Berlin', 'Hamburg']);

    const { start } = rangeOf(document, 'bank');
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      start,
    );
    ok(hover);
    match((hover.contents[0] as vscode.MarkdownString).value, /sloping land/);
  });
});
