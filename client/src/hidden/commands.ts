/** The two commands that hide things from the user's eyes, and show them again. */
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
  const undo = 'Undo';
  void window
    .showInformationMessage(messageOf(thing), undo)
    .then((choice) => (choice === undo ? hidden.show([thing]) : undefined));
}

function messageOf({ kind, text, place }: HiddenThing): string {
  if (kind === 'word') return `“${text}” is hidden in all its forms, ${place.name}.`;
  if (kind === 'name') return `“${text}” is hidden ${place.name}.`;
  return `ELMo Lens leaves ${text} alone from now on.`;
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
    places.map((place) => ({ label: `“${text}” ${place.name}`, thing: async () => ({ kind, text, place }) }));
  const items: ThingItem[] = [
    ...(name === undefined ? [] : [heading('The name'), ...itemsFor('name', nameKey(name))]),
    ...(word ? [heading('The word, in all its forms'), ...itemsFor('word', word.lemma)] : []),
    ...(hidden.hidesFile(uri) ? [] : fileItems(uri, places)),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Hide',
    placeHolder:
      name || word ? 'What should ELMo Lens leave alone?' : 'Put the cursor on a word or a name to hide that',
  });
  return picked?.thing?.();
}

function fileItems(uri: Uri, places: readonly HidingPlace[]): ThingItem[] {
  const path = workspace.asRelativePath(uri);
  return [
    heading('Whole files: nothing marked, explained or searched'),
    { label: 'This document', description: path, thing: async () => ({ kind: 'file', text: path, place: places[0]! }) },
    { label: 'Files like this…', description: suggestedGlob(uri), thing: () => askForGlob(uri, places.slice(1)) },
  ];
}

/** Asks for a pattern of files that the document's is one of. It is kept in the workspace, where one is open. */
async function askForGlob(uri: Uri, [place]: readonly HidingPlace[]): Promise<HiddenThing | undefined> {
  const folder = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const text = await window.showInputBox({
    title: `Hide Files ${place!.name}`,
    prompt: 'A pattern such as *.tex, drafts or notes/**',
    value: suggestedGlob(uri),
    validateInput: (glob) =>
      matchingGlob([glob.trim()], uri.toString(), folder)
        ? undefined
        : 'This pattern does not stand for this document.',
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

const kindNames: Readonly<Record<HiddenKind, string>> = { word: 'word', name: 'name', file: 'left alone' };

interface HiddenItem extends QuickPickItem {
  readonly thing?: HiddenThing;
}

/** Lists what is hidden, and where; what the user picks is shown again. */
async function showHidden(hidden: Hidden): Promise<void> {
  const things = hidden.all(window.activeTextEditor?.document.uri);
  if (things.length === 0) {
    window.setStatusBarMessage('ELMo Lens: nothing is hidden', 4000);
    return;
  }
  const items: HiddenItem[] = things.flatMap((thing, i) => {
    const item = { label: thing.text, description: kindNames[thing.kind], thing };
    const isFirst = thing.place !== things[i - 1]?.place;
    return isFirst ? [heading(`Hidden ${thing.place.name}`), item] : [item];
  });
  const picked = await window.showQuickPick(items, {
    title: 'Show Hidden Again',
    placeHolder: 'Choose what to see again',
    canPickMany: true,
    matchOnDescription: true,
  });
  await hidden.show((picked ?? []).flatMap(({ thing }) => thing ?? []));
}

function heading(label: string): QuickPickItem {
  return { label, kind: QuickPickItemKind.Separator };
}
