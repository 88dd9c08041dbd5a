import type { Event, Uri } from 'vscode';
import type { Entity } from '../../server/src/protocol.ts';
import type { TextApi } from './programs.ts';
import type { PassageGroup } from './similar/view.ts';
import type { Status } from './status.ts';

/** What `activate` returns, for other extensions: texts can be read, and the state that the user sees. */
export interface ElmoLensApi extends TextApi {
  status(): Status;
  readonly onDidChangeStatus: Event<Status>;
  /** The entities that are highlighted in a document, in the order of the text. */
  entities(uri: Uri): readonly Entity[];
  readonly onDidChangeEntities: Event<Uri>;
  /** What the view "Similar" lists. */
  similarPassages(): readonly PassageGroup[];
  readonly onDidChangeSimilarPassages: Event<void>;
  /** How many uses of a word the sense map shows, once it does. */
  readonly onDidDrawSenseMap: Event<number>;
  /** How many pairs of words the view "Word by Word" shows, once it does. */
  readonly onDidDrawWordByWord: Event<number>;
}
