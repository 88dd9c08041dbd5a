import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentProse } from '../../../server/src/documents/prose.ts';
import type { AnalyseOptions, Engine, SentenceOutputs } from '../../../server/src/engine/engine.ts';
import { CancelledError } from '../../../server/src/engine/errors.ts';
import { EntityHighlighter } from '../../../server/src/features/entities.ts';
import { Hidden } from '../../../server/src/features/hidden.ts';
import { EntityTagger } from '../../../server/src/heads/entities.ts';
import type { Entity } from '../../../server/src/protocol.ts';
import { defaultSettings, updateSettings } from '../../../server/src/settings.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { parseVisible } from '../../../server/src/text/visible.ts';

const LABELS = ['O', 'B-PER', 'I-PER'];
const zeros = LABELS.map(() => 0);

/** Takes every capitalised word for a person, as soon as it is let. */
class CapitalsEngine implements Engine {
  readonly asked: { readonly text: string; readonly priority: string | undefined }[] = [];
  hold: Promise<void> = Promise.resolve();

  async analyse(sentences: readonly (readonly string[])[], options: AnalyseOptions): Promise<SentenceOutputs[]> {
    for (const tokens of sentences) this.asked.push({ text: tokens.join(' '), priority: options.priority });
    await this.hold;
    if (options.token?.isCancellationRequested) throw new CancelledError();
    return sentences.map((tokens) => ({
      entities: Float32Array.from(tokens.flatMap((token) => (/^[A-Z]/.test(token) ? [0, 9, 0] : [9, 0, 0]))),
    }));
  }
}

interface Published {
  readonly version: number;
  readonly entities: Entity[];
  readonly complete: boolean;
}

function setUp(settings: object = {}) {
  const engine = new CapitalsEngine();
  const published: Published[] = [];
  let wake = (): void => {};
  const errors: unknown[] = [];
  const documentSettings = { of: () => updateSettings(defaultSettings, settings, () => {}), folderOf: () => undefined };
  const highlighter = new EntityHighlighter({
    prose: new DocumentProse({
      parse: async (text, language) => parseProse(text, language),
      parseVisible: async (text, language, range) => parseVisible(text, language, range),
    }),
    tagger: () =>
      new EntityTagger(engine, { labels: LABELS, transitions: LABELS.map(() => zeros), start: zeros, end: zeros }),
    settings: documentSettings.of,
    hidden: new Hidden(documentSettings),
    publish: ({ version }, entities, complete) => {
      published.push({ version, entities, complete });
      wake();
    },
    onError: (error) => errors.push(error),
  });
  /** The first complete publication of a version, past or to come. */
  const completed = async (version: number): Promise<Published> => {
    for (;;) {
      const found = published.find((result) => result.version === version && result.complete);
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { engine, highlighter, published, completed, errors };
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///a.md', 'markdown', 1, text);
}

test('entities carry the range and the text of the source', async () => {
  const { highlighter, completed } = setUp();
  const document = documentOf('we met **Ann** and\nBob there.');
  highlighter.schedule(document, 0);
  const { entities } = await completed(1);
  expect(entities.map(({ text }) => text)).toEqual(['Ann', 'Bob']);
  for (const { range, text } of entities) expect(document.getText(range)).toBe(text);
});

test('what is visible is read first, the rest in the background', async () => {
  const { engine, highlighter, published, completed } = setUp();
  const document = documentOf('here is Ann.\n\nhere is Bob.\n\nhere is Cleo.');
  const offset = document.getText().indexOf('Bob');
  highlighter.setVisible(document, [{ start: offset, end: offset + 3 }]);
  highlighter.schedule(document, 0);
  await completed(1);
  expect(published.map(({ entities, complete }) => [entities.map(({ text }) => text), complete])).toEqual([
    [['Bob'], false],
    [['Bob', 'Ann', 'Cleo'], true],
  ]);
  expect(engine.asked.map(({ priority }) => priority)).toEqual(['visible', 'background', 'background']);
});

test('an answer for a text that was edited meanwhile is dropped', async () => {
  const { engine, highlighter, published, completed } = setUp();
  const document = documentOf('here is Ann.');
  let release = (): void => {};
  engine.hold = new Promise((resolve) => {
    release = resolve;
  });
  highlighter.schedule(document, 0);
  await new Promise((resolve) => setTimeout(resolve, 0)); // the pass has begun
  TextDocument.update(document, [{ text: 'here is Bob.' }], 2);
  highlighter.schedule(document, 0);
  release();
  const { entities } = await completed(2);
  expect(entities.map(({ text }) => text)).toEqual(['Bob']);
  expect(published.filter(({ version }) => version === 1)).toEqual([]);
});

test('a document that is closed while it is read publishes nothing', async () => {
  const { engine, highlighter, published, errors } = setUp();
  let release = (): void => {};
  engine.hold = new Promise((resolve) => {
    release = resolve;
  });
  highlighter.schedule(documentOf('here is Ann.'), 0);
  await new Promise((resolve) => setTimeout(resolve, 0));
  highlighter.close('file:///a.md');
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect({ published, errors }).toEqual({ published: [], errors: [] });
});

test.each([
  ['labels that are not asked for', { entities: { labels: ['LOC'] } }],
  ['hidden texts', { entities: { hidden: ['Ann'] } }],
  ['entities that the tagger is less sure of', { entities: { minimumConfidence: 1 } }],
  ['all, where the highlighting is off', { entities: { enabled: false } }],
  ['all, where the file is hidden', { files: { hidden: ['*.md'] } }],
])('%s are left out', async (_, settings) => {
  const { highlighter, completed } = setUp(settings);
  highlighter.schedule(documentOf('here is Ann.'), 0);
  expect((await completed(1)).entities).toEqual([]);
});
