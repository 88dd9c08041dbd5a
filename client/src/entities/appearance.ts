/** How entities look: a tint and a line in the colour of their kind; and what their hover says. */
import { DecorationRangeBehavior, type DecorationRenderOptions, MarkdownString, ThemeColor, type Uri } from 'vscode';
import type { Entity } from '../../../server/src/protocol.ts';
import { percent } from '../convert.ts';
import { type EntityLabel, labelName } from './labels.ts';

const colourName: Readonly<Record<EntityLabel, string>> = {
  PER: 'person',
  ORG: 'organisation',
  LOC: 'place',
  MISC: 'miscellaneous',
};

/** Colours are contributed in package.json, for light, dark and both high-contrast themes. */
export function decorationOptions(label: EntityLabel): DecorationRenderOptions {
  return {
    backgroundColor: new ThemeColor(`elmoLens.${colourName[label]}Background`),
    borderColor: new ThemeColor(`elmoLens.${colourName[label]}Foreground`),
    borderStyle: 'solid',
    borderWidth: '0 0 1px 0',
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  };
}

/** What the mouse shows over an entity. Only fixed words and encoded arguments: the text of the document stays out. */
export function entityHover({ label, confidence, text }: Entity, uri: Uri): MarkdownString {
  const argument = encodeURIComponent(JSON.stringify([{ uri: uri.toString(), text }]));
  const hover = new MarkdownString(
    `**${labelName[label]}** · ${percent(confidence)} sure · ` +
      `[Hide here](command:elmoLens.hideEntityHere?${argument} "Hide this name in this document") · ` +
      `[Hide everywhere](command:elmoLens.hideEntityEverywhere?${argument} "Hide this name in all documents")`,
  );
  hover.isTrusted = { enabledCommands: ['elmoLens.hideEntityHere', 'elmoLens.hideEntityEverywhere'] };
  return hover;
}
