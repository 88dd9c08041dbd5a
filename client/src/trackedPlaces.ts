import { type Disposable, type TextDocumentChangeEvent, Uri, workspace } from 'vscode';
import type { TextPlace } from '../../server/src/protocol.ts';
import { toProtocolRange } from './convert.ts';
import { rangeAfterChanges } from './textChanges.ts';

/** Places in documents that follow their edits, so that each leads to where its text is now. */
export class TrackedPlaces implements Disposable {
  readonly #listener = workspace.onDidChangeTextDocument((event) => this.#follow(event));
  #places: readonly (TextPlace | undefined)[] = [];

  /** Follows these, in place of those before. */
  track(places: readonly TextPlace[]): void {
    this.#places = places;
  }

  /** Where the place is now; undefined where its text was changed. */
  at(index: number): TextPlace | undefined {
    return this.#places[index];
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changed = document.uri.toString();
    const changes = contentChanges.map(({ range, text }) => ({ range: toProtocolRange(range), text }));
    this.#places = this.#places.map((place) => {
      if (!place || Uri.parse(place.uri).toString() !== changed) return place;
      const range = rangeAfterChanges(place.range, changes);
      return range && { uri: place.uri, range };
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
