import { type Connection, ErrorCodes, LSPErrorCodes, type ProgressToken, ResponseError } from 'vscode-languageserver';
import { CancelledError } from '../engine/errors.ts';
import type { WordActions } from '../features/codeActions.ts';
import type { Comparer } from '../features/compare.ts';
import type { EntityHighlighter } from '../features/entities.ts';
import type { SenseOccurrences } from '../features/occurrences.ts';
import type { RepeatedPassages } from '../features/repeated.ts';
import type { SenseMapper } from '../features/senseMap.ts';
import type { ShownSenses } from '../features/shownSenses.ts';
import type { SimilarSearch } from '../features/similar.ts';
import type { TextReader } from '../features/textReader.ts';
import type { ToneReader } from '../features/tone.ts';
import type { UnlikelyWordMarker } from '../features/unlikelyWords.ts';
import { UserError } from '../features/userError.ts';
import type { WordByWordComparer } from '../features/wordByWord.ts';
import type { Lens } from '../lens.ts';

/** All that can be asked for. */
export interface Features {
  readonly lens: Lens;
  readonly shownSenses: ShownSenses;
  readonly occurrences: SenseOccurrences;
  readonly actions: WordActions;
  readonly entities: EntityHighlighter;
  readonly similar: SimilarSearch;
  readonly repeated: RepeatedPassages;
  readonly senseMapper: SenseMapper;
  readonly comparer: Comparer;
  readonly wordByWord: WordByWordComparer;
  readonly tone: ToneReader;
  readonly unlikelyWords: UnlikelyWordMarker;
  readonly texts: TextReader;
}

/** Answers requests by the features, once there are any, and says in the protocol's terms what went wrong. */
export class Answers {
  readonly #connection: Connection;
  readonly #features: Promise<Features>;
  readonly #problem: (error: unknown) => void;

  /** `problem` hears what no answer says. */
  constructor(connection: Connection, features: Promise<Features>, problem: (error: unknown) => void) {
    this.#connection = connection;
    this.#features = features;
    this.#problem = problem;
  }

  /** Runs a feature; whatever it throws becomes a response error with a sentence for the user. */
  async answer<Result>(run: (features: Features) => Promise<Result>): Promise<Result> {
    const features = await this.#features;
    try {
      return await run(features);
    } catch (error) {
      if (error instanceof CancelledError) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
      const code = error instanceof UserError ? ErrorCodes.InvalidParams : LSPErrorCodes.RequestFailed;
      throw new ResponseError(code, error instanceof Error ? error.message : String(error));
    }
  }

  /** As `answer`, for what an editor asks by itself: nobody waits for an error, so that the status tells it. */
  answerQuietly<Result>(nothing: Result, run: (features: Features) => Promise<Result>): Promise<Result> {
    return this.answer(run).catch((error: ResponseError<void>) => {
      if (error.code !== LSPErrorCodes.RequestCancelled) this.#problem(error);
      return nothing;
    });
  }

  /** As `answer`, for a task whose share done is shown by the editor, which can cancel it. */
  async answerWithProgress<Result>(
    title: string,
    workDoneToken: ProgressToken | undefined,
    run: (features: Features, report: (share: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const progress = this.#connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin(title, 0, undefined, true);
    try {
      return await this.answer((features) => run(features, (share) => progress.report(Math.round(share * 100))));
    } finally {
      progress.done();
    }
  }
}
