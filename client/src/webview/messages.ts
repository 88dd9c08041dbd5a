/** What the extension and its web pages say to each other. The pages hold no text of their own: all of it is sent. */

/** Extension to page: what to show, in place of what was shown. The number tells one content from another. */
export interface Show<Content> {
  readonly type: 'show';
  readonly number: number;
  readonly content: Content;
}

/** Page to extension: it listens; it has drawn so many points or cells; the user wants to go to the place of one. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'drawn'; readonly marks: number }
  | { readonly type: 'open'; readonly mark: number };

export interface SenseMapContent {
  readonly heading: string;
  readonly summary: string;
  /** How to read it, and its limits. */
  readonly notes: readonly string[];
  /** For those who hear the map. */
  readonly mapLabel: string;
  readonly legendLabel: string;
  /** Each with a colour and a shape of its own, by its place; the last may stand for several. */
  readonly senses: readonly { readonly definition: string; readonly share: string }[];
  readonly points: readonly {
    /** Percent of the map from its left and its top. */
    readonly left: number;
    readonly top: number;
    /** Place in `senses`. */
    readonly sense: number;
    readonly definition: string;
    readonly before: string;
    readonly word: string;
    readonly after: string;
    /** Where it is, and how sure its sense is. */
    readonly caption: string;
    /** All of it, for those who hear the map. */
    readonly label: string;
  }[];
  /** Place in `points` of the word that the map was asked for. */
  readonly current: number;
  readonly currentLabel: string;
}

export interface WordByWordContent {
  readonly heading: string;
  readonly notes: readonly string[];
  readonly gridLabel: string;
  readonly rows: Passage;
  readonly columns: Passage;
  readonly layersLabel: string;
  readonly layers: readonly Layer[];
  /** Place in `layers` of the one to show first. */
  readonly firstLayer: number;
  /** What the palest colour (0 and below) and the darkest (1) stand for. */
  readonly scale: readonly [string, string];
  /** What the frame around some cells says. */
  readonly closestLabel: string;
}

interface Passage {
  readonly name: string;
  readonly text: string;
  readonly words: readonly string[];
}

export interface Layer {
  readonly name: string;
  readonly explanation: string;
  /** `[row][column]`. */
  readonly cells: readonly (readonly Cell[])[];
}

export interface Cell {
  /** As short as it is written in the cell, and in a sentence. */
  readonly figure: string;
  readonly label: string;
  /** How strong its colour is, 0..1. */
  readonly strength: number;
  /** Whether its column's word is the one that comes closest to its row's. */
  readonly closest: boolean;
}
