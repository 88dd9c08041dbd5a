/** What the user does with entities: switch them on and off, walk through them. */
import * as l10n from '@vscode/l10n';
import { Selection, TextEditorRevealType, window } from 'vscode';
import { toEditorRange } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { settingsFor, updateSetting } from '../settings.ts';
import type { ShownEntities } from './shown.ts';

export function entityCommands(shown: ShownEntities) {
  return {
    'elmoLens.toggleEntities': () => updateSetting('entities.enabled', !settingsFor().entities.enabled),
    'elmoLens.nextEntity': () => goToEntity(shown, 'next'),
    'elmoLens.previousEntity': () => goToEntity(shown, 'previous'),
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
    window.setStatusBarMessage(`ELMo Lens: ${l10n.t('no highlighted names in this document')}`, 4000);
    return;
  }
  editor.selection = new Selection(target.start, target.end);
  editor.revealRange(target, TextEditorRevealType.InCenterIfOutsideViewport);
}
