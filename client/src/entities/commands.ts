/** What the user does with entities: switch them on and off, walk through them, hide them and show them again. */
import { type QuickPickItem, QuickPickItemKind, Selection, TextEditorRevealType, Uri, window } from 'vscode';
import { toEditorRange } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { settingsFor, updateSetting } from '../settings.ts';
import { UserError } from '../userError.ts';
import { type HiddenEntities, hiddenText } from './hidden.ts';
import type { ShownEntities } from './shown.ts';

/** Which entity to hide, where the command comes from a hover; from the palette or a menu it is the cursor's. */
interface HideTarget {
  readonly uri: string;
  readonly text: string;
}

export function entityCommands(shown: ShownEntities, hidden: HiddenEntities) {
  return {
    'elmoLens.toggleEntities': () => updateSetting('entities.enabled', !settingsFor().entities.enabled),
    'elmoLens.nextEntity': () => goToEntity(shown, 'next'),
    'elmoLens.previousEntity': () => goToEntity(shown, 'previous'),
    'elmoLens.hideEntityHere': (target?: HideTarget) => {
      const { uri, text } = hideTarget(shown, target);
      return hideHere(hidden, Uri.parse(uri), text);
    },
    'elmoLens.hideEntityEverywhere': (target?: HideTarget) => {
      const { uri, text } = hideTarget(shown, target);
      return hideEverywhere(hidden, Uri.parse(uri), text);
    },
    'elmoLens.showHiddenEntities': () => showHiddenEntities(hidden),
  };
}

/** Selects the entity after (or before) the selection; past the last one it begins again at the first. */
function goToEntity(shown: ShownEntities, direction: 'next' | 'previous'): void {
  const editor = activeProseEditor();
  const ranges = shown.of(editor.document.uri).map(({ range }) => toEditorRange(range));
  const target =
    direction === 'next'
      ? (ranges.find(({ start }) => start.isAfter(editor.selection.start)) ?? ranges.at(0))
      : (ranges.findLast(({ start }) => start.isBefore(editor.selection.start)) ?? ranges.at(-1));
  if (!target) {
    window.setStatusBarMessage('ELMo Lens: no highlighted names in this document', 4000);
    return;
  }
  editor.selection = new Selection(target.start, target.end);
  editor.revealRange(target, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function hideHere(hidden: HiddenEntities, uri: Uri, text: string): Promise<void> {
  await hidden.hideHere(uri, text);
  const name = hiddenText(text);
  offerUndo(`“${name}” is hidden in this document.`, () => hidden.show(uri, { here: [name], everywhere: [] }));
}

async function hideEverywhere(hidden: HiddenEntities, uri: Uri, text: string): Promise<void> {
  await hidden.hideEverywhere(text);
  const name = hiddenText(text);
  offerUndo(`“${name}” is hidden in every document.`, () => hidden.show(uri, { here: [], everywhere: [name] }));
}

/** Not waited for: the message stays until the user answers it. */
function offerUndo(message: string, undo: () => Promise<void>): void {
  const button = 'Undo';
  void window.showInformationMessage(message, button).then((choice) => (choice === button ? undo() : undefined));
}

function hideTarget(shown: ShownEntities, target: unknown): HideTarget {
  if (isHideTarget(target)) return target;
  const { document, selection } = activeProseEditor();
  const entity = shown.at(document.uri, selection.active);
  if (entity) return { uri: document.uri.toString(), text: entity.text };
  throw new UserError('Put the cursor on a highlighted name first.');
}

/** Menus pass the document's address as the first argument, hovers a target. */
function isHideTarget(target: unknown): target is HideTarget {
  return typeof target === 'object' && target !== null && 'uri' in target && 'text' in target;
}

interface HiddenItem extends QuickPickItem {
  readonly place?: 'here' | 'everywhere';
}

async function showHiddenEntities(hidden: HiddenEntities): Promise<void> {
  const { uri } = activeProseEditor().document;
  const items: HiddenItem[] = [
    { label: 'Hidden in this document', kind: QuickPickItemKind.Separator },
    ...hidden.here(uri).map((label) => ({ label, place: 'here' as const })),
    { label: 'Hidden everywhere', kind: QuickPickItemKind.Separator },
    ...hidden.everywhere().map((label) => ({ label, place: 'everywhere' as const })),
  ];
  if (!items.some(({ place }) => place)) {
    window.setStatusBarMessage('ELMo Lens: no names are hidden', 4000);
    return;
  }
  const picked = await window.showQuickPick(items, {
    title: 'Show Hidden Names Again',
    placeHolder: 'Choose the names to highlight again',
    canPickMany: true,
  });
  const texts = (place: HiddenItem['place']) =>
    (picked ?? []).filter((item) => item.place === place).map((item) => item.label);
  await hidden.show(uri, { here: texts('here'), everywhere: texts('everywhere') });
}
