import { beforeAll, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentProse } from '../../../server/src/documents/prose.ts';
import type { AnalyseOptions, Engine, SentenceOutputs } from '../../../server/src/engine/engine.ts';
import { Hidden } from '../../../server/src/features/hidden.ts';
import { UnlikelyWordMarker } from '../../../server/src/features/unlikelyWords.ts';
import { UnlikelyWordFinder } from '../../../server/src/heads/unlikelyWords.ts';
import { defaultSettings, updateSettings } from '../../../server/src/settings.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { parseVisible } from '../../../server/src/text/visible.ts';
import type { WordNet } from '../../../server/src/wordnet/wordnet.ts';
import { builtWordNet } from '../wordnet/builtWordNet.ts';

/** Takes these words for slips, until it breaks. */
class FormEngine implements Engine {
  isBroken = false;

  async analyse(sentences: readonly (readonly string[])[], _: AnalyseOptions): Promise<SentenceOutputs[]> {
    if (this.isBroken) throw new Error('There is no softmax.');
    return sentences.map((tokens) => ({
      likelierWords: tokens.flatMap((token, start) =>
        /^(forms?|stare)$/.test(token) ? [{ start, end: start + 1, text: 'from' }] : [],
      ),
    }));
  }
}

let wordNet: WordNet;
beforeAll(async () => {
  wordNet = await builtWordNet();
});

function setUp(settings: object = { unlikelyWords: { enabled: true } }) {
  const engine = new FormEngine();
  /** What is marked, in turn; as lines. */
  const published: number[][] = [];
  const errors: string[] = [];
  let wake = (): void => {};
  const documentSettings = { of: () => updateSettings(defaultSettings, settings, () => {}), folderOf: () => undefined };
  const marker = new UnlikelyWordMarker({
    prose: new DocumentProse({
      parse: async (text, language) => parseProse(text, language),
      parseVisible: async (text, language, range) => parseVisible(text, language, range),
    }),
    finder: () => new UnlikelyWordFinder(engine),
    wordNet: () => wordNet,
    settings: documentSettings.of,
    hidden: new Hidden(documentSettings),
    publish: (_, diagnostics) => {
      published.push(diagnostics.map(({ range }) => range.start.line));
      wake();
    },
    onError: (error) => {
      errors.push((error as Error).message);
      wake();
    },
  });
  /** Reads a document, and resolves at the `count`th publication or error from now on. */
  const read = async (document: TextDocument, count = 1): Promise<void> => {
    const target = published.length + errors.length + count;
    marker.schedule(document, 0);
    while (published.length + errors.length < target) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { engine, marker, published, errors, read };
}

const SLIP = 'She came home form the office every day.';
/** Of its slips, the first is visible and the last is far below. */
const LONG = `${SLIP}\n\n${'Nothing happened there for a long time.\n\n'.repeat(300)}${SLIP}\n`;
const LAST_LINE = 602;

function documentOf(text: string, version = 1): TextDocument {
  return TextDocument.create('file:///a.md', 'markdown', version, text);
}

test('what is visible is marked first', async () => {
  const { published, read } = setUp();
  await read(documentOf(LONG), 2);
  expect(published).toEqual([[0], [0, LAST_LINE]]);
});

test('marks below the visible part do not flicker while the document is read again', async () => {
  const { published, read } = setUp();
  await read(documentOf(LONG), 2);
  await read(documentOf(LONG.replace('Nothing', 'Not much'), 2));
  expect(published.at(-1)).toEqual([0, LAST_LINE]);
  expect(published).toHaveLength(3);
});

test('of a document without slips nothing is published, and after the last is repaired that there are none', async () => {
  const { published, read } = setUp();
  const document = documentOf(SLIP);
  await read(document);
  TextDocument.update(document, [{ text: SLIP.replace('form', 'from') }], 2);
  await read(document);
  expect(published).toEqual([[0], []]);
});

test('a repair is not offered for a version of the text that was not read', async () => {
  const { marker, read } = setUp();
  const document = documentOf(SLIP);
  await read(document);
  const range = { start: document.positionAt(15), end: document.positionAt(15) };
  const fixes = () => marker.fixes(document, { textDocument: document, range, context: { diagnostics: [] } });
  expect(fixes()).toHaveLength(1);
  TextDocument.update(document, [{ text: `A new start. ${SLIP}` }], 2);
  expect(fixes()).toEqual([]);
});

test('a hidden word is silent in all its forms, and others are not', async () => {
  const { published, read } = setUp({ unlikelyWords: { enabled: true }, words: { hidden: ['Form'] } });
  await read(documentOf(`${SLIP}\n\nShe came home forms the office.\n\nShe fell down the stare.\n`));
  expect(published).toEqual([[4]]);
});

test('what is wrong is told once, and takes the marks away', async () => {
  const { engine, published, errors, read } = setUp();
  await read(documentOf(SLIP));
  engine.isBroken = true;
  await read(documentOf(SLIP, 2), 2);
  expect(published.at(-1)).toEqual([]);
  engine.isBroken = false;
  await read(documentOf(SLIP, 3));
  engine.isBroken = true;
  await read(documentOf(SLIP, 4));
  expect(errors).toEqual(["Unlikely words can't be marked. There is no softmax."]);
});
