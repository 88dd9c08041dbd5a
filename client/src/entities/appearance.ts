/** How entities look: a tint and a line in the colour of their kind. */
import { DecorationRangeBehavior, type DecorationRenderOptions, ThemeColor } from 'vscode';
import type { EntityLabel } from './labels.ts';

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
