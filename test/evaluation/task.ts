import type { Session } from '../../server/src/cli/session.ts';
import type { WordNet } from '../../server/src/wordnet/wordnet.ts';
import type { DataFolder } from './data.ts';

/** One line of the table; scores in percent. */
export interface Figure {
  readonly set: string;
  readonly measure: string;
  readonly ours: number;
  readonly baseline: { readonly name: string; readonly value: number };
  /** What another tool scores in the same run, where it is installed. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** What the field reports, with its set where that is another. */
  readonly reference: string;
}

export interface Surroundings extends Session {
  readonly data: DataFolder;
  readonly wordNet: WordNet;
  readonly modelDirectory: string;
}

/** A task of the evaluation: reads its sets, runs the product's own code over them and scores the answers. */
export interface Task {
  readonly name: string;
  run(surroundings: Surroundings): Promise<Figure[]>;
}
