/** The four kinds of names that the tagger knows (CoNLL-2003), and what they are called in the editor. */
import * as l10n from '@vscode/l10n';
import type { EntityLabel } from '../../../server/src/protocol.ts';

export type { EntityLabel };

export const entityLabels: readonly EntityLabel[] = ['PER', 'ORG', 'LOC', 'MISC'];

/** A short word to stand beside a name. */
export function hintText(label: EntityLabel): string {
  return { PER: l10n.t('person'), ORG: l10n.t('organisation'), LOC: l10n.t('place'), MISC: l10n.t('other') }[label];
}

/** Full words for hovers and messages. */
export function labelName(label: EntityLabel): string {
  return {
    PER: l10n.t('Person'),
    ORG: l10n.t('Organisation'),
    LOC: l10n.t('Place'),
    MISC: l10n.t('Other name'),
  }[label];
}
