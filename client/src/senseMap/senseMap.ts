import * as l10n from '@vscode/l10n';
import { commands, type Disposable, type Event, Uri, ViewColumn, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { SenseMap } from '../../../server/src/protocol.ts';
import { toEditorRange } from '../convert.ts';
import { TrackedPlaces } from '../trackedPlaces.ts';
import { UserError } from '../userError.ts';
import type { SenseMapContent } from '../webview/messages.ts';
import { WebView } from '../webview/view.ts';
import { senseMapContent } from './content.ts';
import { readUses } from './readUses.ts';

/** The command that shows the uses of the word at the cursor as a map, and the way from its points to the text. */
export class SenseMapper implements Disposable {
  readonly #client: LanguageClient;
  readonly #view: WebView<SenseMapContent>;
  readonly #places = new TrackedPlaces();

  /** Fires with how many points the map shows. */
  readonly onDidDraw: Event<number>;

  constructor(client: LanguageClient, extension: Uri) {
    this.#client = client;
    this.#view = new WebView(extension, 'senseMap', (point) => commands.executeCommand('elmoLens.openUse', point));
    this.onDidDraw = this.#view.onDidDraw;
  }

  /** Rejects where there is no word at the cursor, or no other use of it. */
  async show(): Promise<SenseMap> {
    const map = await readUses(this.#client);
    this.#places.track(map.uses);
    const nameOf = (uri: string): string => workspace.asRelativePath(Uri.parse(uri));
    this.#view.show(l10n.t('Sense Map: {0}', map.lemma), senseMapContent(map, nameOf));
    return map;
  }

  /** Selects the use of a point in its text, in the editor that shows it or could. */
  async open(point: number): Promise<void> {
    const place = this.#places.at(point);
    if (!place) throw new UserError(l10n.t('That text has changed: show the map again.'));
    const uri = Uri.parse(place.uri);
    const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    const viewColumn = (shown ?? window.visibleTextEditors[0])?.viewColumn ?? ViewColumn.Beside;
    await window.showTextDocument(uri, { viewColumn, selection: toEditorRange(place.range) });
  }

  dispose(): void {
    this.#view.dispose();
    this.#places.dispose();
  }
}
