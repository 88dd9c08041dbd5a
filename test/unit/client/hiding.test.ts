import { beforeEach, expect, it, vi } from 'vitest';
import type { Uri } from 'vscode';

const dialog = vi.hoisted(() => ({ messages: [] as string[], answer: undefined as string | undefined }));

vi.mock('vscode', () => ({
  Uri: { parse: (text: string) => text },
  EventEmitter: class {
    fire() {}
  },
  ConfigurationTarget: { Global: 1 },
  window: {
    showInformationMessage: async (text: string, ...buttons: string[]) => {
      dialog.messages.push([text, ...buttons].join(' | '));
      return dialog.answer;
    },
  },
  workspace: {
    onDidRenameFiles: () => {},
    onDidCloseTextDocument: () => {},
    getConfiguration: () => ({
      get: () => everywhere,
      inspect: () => undefined,
      update: async (_: string, value: string[]) => {
        everywhere = value;
      },
    }),
  },
  languages: {},
}));

const { entityCommands } = await import('../../../client/src/entities/commands.ts');
const { HiddenEntities } = await import('../../../client/src/entities/hidden.ts');
const { ShownEntities } = await import('../../../client/src/entities/shown.ts');

const DOCUMENT = 'file:///notes.md';
const target = { uri: DOCUMENT, text: 'New\nYork' };
let everywhere: string[] = [];
let hidden: InstanceType<typeof HiddenEntities>;
let commands: ReturnType<typeof entityCommands>;

beforeEach(() => {
  const state = new Map<string, unknown>();
  hidden = new HiddenEntities({
    keys: () => [...state.keys()],
    get: (key: string, otherwise?: unknown) => state.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void state.set(key, value),
  });
  everywhere = [];
  commands = entityCommands(Object.create(ShownEntities.prototype), hidden);
  dialog.messages.length = 0;
  dialog.answer = undefined;
});

const here = () => hidden.here(DOCUMENT as unknown as Uri);

it('says that a name is hidden in the document', async () => {
  await commands['elmoLens.hideEntityHere'](target);
  expect(dialog.messages).toEqual(['“New York” is hidden in this document. | Undo']);
  expect(here()).toEqual(['New York']);
});

it('says that a name is hidden everywhere', async () => {
  await commands['elmoLens.hideEntityEverywhere'](target);
  expect(dialog.messages).toEqual(['“New York” is hidden in every document. | Undo']);
  expect(everywhere).toEqual(['New York']);
});

it('shows the name again where the user takes it back', async () => {
  dialog.answer = 'Undo';
  await commands['elmoLens.hideEntityHere'](target);
  await commands['elmoLens.hideEntityEverywhere'](target);
  await vi.waitFor(() => {
    expect(here()).toEqual([]);
    expect(everywhere).toEqual([]);
  });
});
