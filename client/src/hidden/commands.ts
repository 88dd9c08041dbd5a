/** The commands that hide things from the user's eyes, and show them again. */
import * as l10n from '@vscode/l10n';
import { type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { matchingGlob } from '../../../server/src/documents/fileGlobs.ts';
import { nameKey } from '../../../server/src/features/hidden.ts';
import { WordRequest } from '../../../server/src/protocol.ts';
import type { ShownEntities } from '../entities/shown.ts';
import { activeProseEditor } from '../prose.ts';
import type { Hidden, HiddenThing } from './hidden.ts';
import type { HiddenKind, HidingPlace } from './places.ts';

/** A name to hide at once, where the command comes from a hover; from the palette or a menu it asks what to hide. */
export interface HoverTarget {
  readonly uri: string;
  readonly text: string;
  readonly where: 'here' | 'everywhere';
}

export function hidingCommands(client: LanguageClient, shown: ShownEntities, hidden: Hidden) {
  return {
    'elmoLens.hide': async (target?: unknown) => {
      const thing = isHoverTarget(target) ? ofHover(hidden, target) : await chooseThing(client, shown, hidden);
      if (thing) await hide(hidden, thing);
    },
    'elmoLens.showHidden': () => showHidden(hidden),
  };
}

/** Menus pass the document's address as the first argument, hovers a target. */
function isHoverTarget(target: unknown): target is HoverTarget {
  return typeof target === 'object' && target !== null && 'text' in target && 'where' in target;
}

function ofHover(hidden: Hidden, { uri, text, where }: HoverTarget): HiddenThing {
  const places = hidden.placesFor(Uri.parse(uri));
  return { kind: 'name', text: nameKey(text), place: (where === 'here' ? places[0] : places.at(-1))! };
}

/** Not waited for: the message stays until the user answers it. */
async function hide(hidden: Hidden, thing: HiddenThing): Promise<void> {
  await hidden.hide(thing);
  const undo = l10n.t('Undo');
  void window
    .showInformationMessage(messageOf(thing), undo)
    .then((choice) => (choice === undo ? hidden.show([thing]) : undefined));
}

function messageOf({ kind, text, place }: HiddenThing): string {
  if (kind === 'word') return l10n.t('“{0}” is hidden in all its forms, {1}.', text, place.name);
  if (kind === 'name') return l10n.t('“{0}” is hidden {1}.', text, place.name);
  return l10n.t('ELMo Lens leaves {0} alone from now on.', text);
}

interface ThingItem extends QuickPickItem {
  readonly thing?: () => Promise<HiddenThing | undefined>;
}

/** Asks what to hide: the word or the name at the cursor, this document, files like it. */
async function chooseThing(
  client: LanguageClient,
  shown: ShownEntities,
  hidden: Hidden,
): Promise<HiddenThing | undefined> {
  const { document, selection } = activeProseEditor();
  const { uri } = document;
  const places = hidden.placesFor(uri);
  const name = shown.at(uri, selection.active)?.text;
  const parameters = client.code2ProtocolConverter.asTextDocumentPositionParams(document, selection.active);
  const word = name === undefined ? await client.sendRequest(WordRequest, parameters) : null;
  const itemsFor = (kind: HiddenKind, text: string): ThingItem[] =>
    places.map((place) => ({
      label: l10n.t('“{0}” {1}', text, place.name),
      thing: async () => ({ kind, text, place }),
    }));
  const items: ThingItem[] = [
    ...(name === undefined ? [] : [heading(l10n.t('The name')), ...itemsFor('name', nameKey(name))]),
    ...(word ? [heading(l10n.t('The word, in all its forms')), ...itemsFor('word', word.lemma)] : []),
    ...(hidden.hidesFile(uri) ? [] : fileItems(uri, places)),
    ...(hidden.all(uri).length > 0 ? showItems(hidden) : []),
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Hide'),
    placeHolder:
      name || word
        ? l10n.t('What should ELMo Lens leave alone?')
        : l10n.t('Put the cursor on a word or a name to hide that'),
  });
  return picked?.thing?.();
}

function fileItems(uri: Uri, places: readonly HidingPlace[]): ThingItem[] {
  const path = workspace.asRelativePath(uri);
  return [
    heading(l10n.t('Whole files: nothing marked, explained or searched')),
    {
      label: l10n.t('This document'),
      description: path,
      thing: async () => ({ kind: 'file', text: path, place: places[0]! }),
    },
    {
      label: l10n.t('Files like this…'),
      description: suggestedGlob(uri),
      thing: () => askForGlob(uri, places.slice(1)),
    },
  ];
}

function showItems(hidden: Hidden): ThingItem[] {
  const thing = async () => {
    await showHidden(hidden);
    return undefined;
  };
  return [heading(l10n.t('What is hidden')), { label: l10n.t('Show Hidden Again…'), thing }];
}

/** Asks for a pattern of files that the document's is one of. It is kept in the workspace, where one is open. */
async function askForGlob(uri: Uri, [place]: readonly HidingPlace[]): Promise<HiddenThing | undefined> {
  const folder = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const text = await window.showInputBox({
    title: l10n.t('Hide Files {0}', place!.name),
    prompt: l10n.t('A pattern such as *.tex, drafts or notes/**'),
    value: suggestedGlob(uri),
    validateInput: (glob) =>
      matchingGlob([glob.trim()], uri.toString(), folder)
        ? undefined
        : l10n.t('This pattern does not stand for this document.'),
  });
  return text === undefined ? undefined : { kind: 'file', text: text.trim(), place: place! };
}

/** The files beside the document with the same ending: relative to its folder of the workspace, or else a whole path. */
function suggestedGlob(uri: Uri): string {
  const path = workspace.getWorkspaceFolder(uri) ? workspace.asRelativePath(uri, false) : uri.path;
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const ending = name.includes('.') ? `*${name.slice(name.lastIndexOf('.'))}` : name;
  return path.slice(0, slash + 1) + ending;
}

function kindName(kind: HiddenKind): string {
  return { word: l10n.t('word'), name: l10n.t('name'), file: l10n.t('left alone') }[kind];
}

interface HiddenItem extends QuickPickItem {
  readonly thing?: HiddenThing;
}

/** Lists what is hidden, and where; what the user picks is shown again. */
async function showHidden(hidden: Hidden): Promise<void> {
  const things = hidden.all(window.activeTextEditor?.document.uri);
  if (things.length === 0) {
    window.setStatusBarMessage(`ELMo Lens: ${l10n.t('nothing is hidden')}`, 4000);
    return;
  }
  const items: HiddenItem[] = things.flatMap((thing, i) => {
    const item = { label: thing.text, description: kindName(thing.kind), thing };
    const isFirst = thing.place !== things[i - 1]?.place;
    return isFirst ? [heading(l10n.t('Hidden {0}', thing.place.name)), item] : [item];
  });
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Show Hidden Again'),
    placeHolder: l10n.t('Choose what to see again'),
    canPickMany: true,
    matchOnDescription: true,
  });
  await hidden.show((picked ?? []).flatMap(({ thing }) => thing ?? []));
}

function heading(label: string): QuickPickItem {
  return { label, kind: QuickPickItemKind.Separator };
}
