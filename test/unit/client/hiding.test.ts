import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Memento, Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

interface Item {
  readonly label: string;
  readonly kind?: number;
}

/** What the user is told and asked, and what the user does. */
const user = vi.hoisted(() => ({
  messages: [] as string[],
  answer: undefined as string | undefined,
  offered: [] as string[],
  picks: [] as string[],
  types: undefined as string | undefined,
}));
/** Settings by scope: those of the user (1), of the workspace (2). */
const settings = vi.hoisted(() => ({ scopes: new Map<number, Record<string, unknown>>(), folders: [] as unknown[] }));

vi.mock('vscode', () => {
  const uriOf = (text: string) => ({ scheme: 'file', path: new URL(text).pathname, toString: () => text });
  const innermost = (name: string) => settings.scopes.get(2)?.[name] ?? settings.scopes.get(1)?.[name];
  return {
    Uri: { parse: uriOf },
    EventEmitter: class {
      fire() {}
    },
    Disposable: { from: () => ({}) },
    ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
    QuickPickItemKind: { Separator: -1 },
    languages: { match: () => 1 },
    window: {
      activeTextEditor: { document: { uri: uriOf('file:///notes/a.md') }, selection: { active: {} } },
      setStatusBarMessage: (text: string) => user.messages.push(text),
      showInformationMessage: async (text: string, ...buttons: string[]) => {
        user.messages.push([text, ...buttons].join(' | '));
        return user.answer;
      },
      showQuickPick: async (items: Item[], { canPickMany = false }: { canPickMany?: boolean }) => {
        user.offered = items.map(({ label, kind }) => (kind === -1 ? `[${label}]` : label));
        const picked = items.filter(({ label, kind }) => kind !== -1 && user.picks.includes(label));
        return canPickMany ? picked : picked[0];
      },
      showInputBox: async () => user.types,
    },
    workspace: {
      onDidRenameFiles: () => {},
      onDidCloseTextDocument: () => {},
      get workspaceFolders() {
        return settings.folders;
      },
      getWorkspaceFolder: () => settings.folders[0],
      asRelativePath: ({ path }: { path: string }) => path.replace('/notes/', ''),
      getConfiguration: (section?: string) => ({
        get: (name: string) => {
          if (section) return innermost(name);
          const of = (name: string) => ({ hidden: innermost(name) });
          return { words: of('words.hidden'), entities: of('entities.hidden'), files: of('files.hidden') };
        },
        inspect: (name: string) => ({
          globalValue: settings.scopes.get(1)?.[name],
          workspaceValue: settings.scopes.get(2)?.[name],
        }),
        update: async (name: string, value: unknown, target: number) => {
          settings.scopes.set(target, { ...settings.scopes.get(target), [name]: value });
        },
      }),
    },
  };
});

const { hidingCommands } = await import('../../../client/src/hidden/commands.ts');
const { Hidden } = await import('../../../client/src/hidden/hidden.ts');
const { Uri: Address } = await import('vscode');

const DOCUMENT = Address.parse('file:///notes/a.md');
const FOLDER = { name: 'notes', uri: Address.parse('file:///notes') };
let atCursor: { name?: string; lemma?: string };
let hidden: InstanceType<typeof Hidden>;
let commands: ReturnType<typeof hidingCommands>;

beforeEach(() => {
  const state = new Map<string, unknown>();
  const memento: Memento = {
    keys: () => [...state.keys()],
    get: (key: string, otherwise?: unknown) => state.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void (value ? state.set(key, value) : state.delete(key)),
  };
  const client = {
    isRunning: () => false,
    code2ProtocolConverter: { asTextDocumentPositionParams: () => ({}) },
    sendRequest: async () => (atCursor.lemma ? { lemma: atCursor.lemma } : null),
  } as unknown as LanguageClient;
  const shown = { at: () => (atCursor.name ? { text: atCursor.name } : undefined) };
  hidden = new Hidden(memento, client);
  commands = hidingCommands(client, shown as never, hidden);
  settings.scopes.clear();
  settings.folders = [FOLDER];
  atCursor = {};
  Object.assign(user, { messages: [], answer: undefined, offered: [], picks: [], types: undefined });
});

const scope = (target: number) => settings.scopes.get(target) ?? {};
/** What is hidden, and where, as the user would be told. */
const list = (uri?: Uri) => hidden.all(uri).map(({ kind, text, place }) => `${kind} ${text} ${place.name}`);

async function hide(pick: string): Promise<void> {
  user.picks = [pick];
  await commands['elmoLens.hide']();
}

describe('a name in a hover', () => {
  const target = { uri: DOCUMENT.toString(), text: 'New\nYork' };

  it('is hidden in its document, and shown again where the user takes that back', async () => {
    await commands['elmoLens.hide']({ ...target, where: 'here' });
    expect(user.messages).toEqual(['“New York” is hidden in this document. | Undo']);
    expect(hidden.namesIn(DOCUMENT)).toEqual(['New York']);
    user.answer = 'Undo';
    await commands['elmoLens.hide']({ ...target, where: 'here' });
    await vi.waitFor(() => expect(list(DOCUMENT)).toEqual([]));
  });

  it('is hidden everywhere', async () => {
    await commands['elmoLens.hide']({ ...target, where: 'everywhere' });
    expect(user.messages).toEqual(['“New York” is hidden everywhere. | Undo']);
    expect(scope(1)).toEqual({ 'entities.hidden': ['New York'] });
  });
});

describe('Hide…', () => {
  it('offers the name at the cursor before whole files', async () => {
    atCursor = { name: 'Berlin' };
    await hide('“Berlin” in this workspace');
    expect(user.offered).toEqual([
      '[The name]',
      '“Berlin” in this document',
      '“Berlin” in this workspace',
      '“Berlin” everywhere',
      expect.stringMatching(/^\[Whole files/),
      'This document',
      'Files like this…',
    ]);
    expect(scope(2)).toEqual({ 'entities.hidden': ['Berlin'] });
    expect(hidden.namesIn(DOCUMENT)).toEqual(['Berlin']);
  });

  it('offers no workspace where none is open', async () => {
    settings.folders = [];
    atCursor = { lemma: 'bank' };
    await hide('“bank” everywhere');
    expect(user.offered.filter((label) => label.startsWith('“'))).toEqual([
      '“bank” in this document',
      '“bank” everywhere',
    ]);
    expect(scope(1)).toEqual({ 'words.hidden': ['bank'] });
    expect(user.messages[0]).toMatch('“bank” is hidden in all its forms, everywhere.');
  });

  it('leaves this document alone, and offers to show it again instead', async () => {
    await hide('This document');
    expect(hidden.hidesFile(DOCUMENT)).toBe(true);
    expect(hidden.hidesFile(Address.parse('file:///notes/b.md'))).toBe(false);
    await hide('This document');
    expect(user.offered).toEqual(['[What is hidden]', 'Show Hidden Again…']);
  });

  it('leaves files of a pattern alone, in the workspace', async () => {
    user.types = ' *.md ';
    await hide('Files like this…');
    expect(scope(2)).toEqual({ 'files.hidden': ['*.md'] });
    expect(hidden.hidesFile(Address.parse('file:///notes/deep/b.md'))).toBe(true);
    expect(hidden.hidesFile(Address.parse('file:///notes/b.tex'))).toBe(false);
  });

  it('hides nothing where the user chooses nothing', async () => {
    await hide('nothing of the kind');
    expect(list(DOCUMENT)).toEqual([]);
    expect(user.messages).toEqual([]);
  });
});

describe('Show Hidden Again…', () => {
  it('says that nothing is hidden', async () => {
    await commands['elmoLens.showHidden']();
    expect(user.messages).toEqual(['ELMo Lens: nothing is hidden']);
  });

  it('lists everything with its place, and shows again what is picked', async () => {
    settings.scopes.set(1, { 'words.hidden': ['bank'], 'entities.hidden': ['Acme'] });
    settings.scopes.set(2, { 'files.hidden': ['drafts'], 'words.hidden': ['set'] });
    atCursor = { name: 'Berlin' };
    await hide('“Berlin” in this document');
    user.picks = ['Berlin', 'bank', 'drafts'];
    await commands['elmoLens.showHidden']();
    expect(user.offered).toEqual([
      '[Hidden in this document]',
      'Berlin',
      '[Hidden in this workspace]',
      'set',
      'drafts',
      '[Hidden everywhere]',
      'bank',
      'Acme',
    ]);
    expect(list(DOCUMENT)).toEqual(['word set in this workspace', 'name Acme everywhere']);
  });

  it('lists what other documents hide under their names', async () => {
    await hide('This document');
    expect(list(Address.parse('file:///notes/b.md'))).toEqual(['file a.md in a.md']);
  });
});

it('what a workspace hides comes on top of what the user hides', () => {
  settings.scopes.set(1, { 'entities.hidden': ['Acme'] });
  settings.scopes.set(2, { 'entities.hidden': ['Berlin'] });
  expect(hidden.namesIn(DOCUMENT)).toEqual(['Acme', 'Berlin']);
});
