import * as l10n from '@vscode/l10n';
import {
  type Disposable,
  Hover,
  type HoverProvider,
  languages,
  MarkdownString,
  type Position,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { Entity } from '../../../server/src/protocol.ts';
import { toEditorRange } from '../convert.ts';
import type { HoverTarget } from '../hidden/commands.ts';
import { proseSelector } from '../prose.ts';
import { percent } from '../wording.ts';
import { labelName } from './labels.ts';
import type { ShownEntities } from './shown.ts';

/** What the mouse shows over an entity: its kind, how sure that is, and ways to hide it. */
export class EntityHover implements HoverProvider, Disposable {
  readonly #shown: ShownEntities;
  readonly #registration = languages.registerHoverProvider(proseSelector, this);

  constructor(shown: ShownEntities) {
    this.#shown = shown;
  }

  provideHover({ uri }: TextDocument, position: Position): Hover | undefined {
    const entity = this.#shown.at(uri, position);
    return entity && new Hover(entityMarkdown(entity, uri), toEditorRange(entity.range));
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** Only fixed words and encoded arguments: the text of the document stays out. */
export function entityMarkdown({ label, confidence, text }: Entity, uri: Uri): MarkdownString {
  const link = (where: HoverTarget['where'], title: string, tooltip: string): string => {
    const target: HoverTarget = { uri: uri.toString(), text, where };
    const argument = encodeURIComponent(JSON.stringify([target])).replace(/[()]/g, encodeParenthesis);
    return `[${title}](command:elmoLens.hide?${argument} "${tooltip}")`;
  };
  const hover = new MarkdownString(
    [
      `**${labelName(label)}**`,
      l10n.t('{0} sure', percent(confidence)),
      link('here', l10n.t('Hide here'), l10n.t('Hide this name in this document')),
      link('everywhere', l10n.t('Hide everywhere'), l10n.t('Hide this name in all documents')),
    ].join(' · '),
  );
  hover.isTrusted = { enabledCommands: ['elmoLens.hide'] };
  return hover;
}

/** `encodeURIComponent` leaves parentheses as they are, and one of them would end the link. */
function encodeParenthesis(character: string): string {
  return character === '(' ? '%28' : '%29';
}
