import type { MappedText } from './mappedText.ts';
import type { Range } from './types.ts';

/** A block of a document as its reader sees it: its range, and its prose without markup. */
export interface ProseBlock extends Range {
  readonly prose: MappedText;
}
