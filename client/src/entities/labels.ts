/** The four kinds of names that the tagger knows (CoNLL-2003), and what they are called in the editor. */
import type { EntityLabel } from '../../../server/src/protocol.ts';

export type { EntityLabel };

export const entityLabels: readonly EntityLabel[] = ['PER', 'ORG', 'LOC', 'MISC'];

/** Short words to stand beside a name. */
export const hintText: Readonly<Record<EntityLabel, string>> = {
  PER: 'person',
  ORG: 'organisation',
  LOC: 'place',
  MISC: 'other',
};

/** Full words for hovers and messages. */
export const labelName: Readonly<Record<EntityLabel, string>> = {
  PER: 'Person',
  ORG: 'Organisation',
  LOC: 'Place',
  MISC: 'Other name',
};
