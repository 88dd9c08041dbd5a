import type { Connection } from 'vscode-languageserver';
import type { ClientSettings } from '../clientSettings.ts';
import { proseLanguage } from '../documents/prose.ts';
import {
  CompareRequest,
  EmbedRequest,
  RepeatedRequest,
  SensesRequest,
  SentimentRequest,
  SimilarRequest,
  TextEntitiesRequest,
} from '../protocol.ts';
import type { Answers } from './answers.ts';

interface Parts {
  readonly settings: ClientSettings;
  readonly answers: Answers;
}

/** What clients ask that know ELMo Lens: the requests of `protocol.ts`. */
export function routeOwnRequests(connection: Connection, { settings, answers }: Parts): void {
  connection.onRequest(SimilarRequest, (params, token) =>
    answers.answerWithProgress('Finding similar passages', params.workDoneToken, ({ similar }, report) =>
      similar.search({ limit: settings.current.similar.limit, ...params }, report, token),
    ),
  );
  connection.onRequest(RepeatedRequest, (params, token) =>
    answers.answerWithProgress('Finding repeated passages', params.workDoneToken, ({ repeated }, report) =>
      repeated.find(params, report, token),
    ),
  );
  connection.onRequest(CompareRequest, ({ a, b }) => answers.answer(({ comparer }) => comparer.compare(a, b)));
  connection.onRequest(SentimentRequest, (place) => answers.answer(({ tone }) => tone.read(place)));

  connection.onRequest(EmbedRequest, ({ text, languageId = '' }, token) =>
    answers.answer(({ texts }) => texts.embed(text, proseLanguage(languageId), { token })),
  );
  connection.onRequest(SensesRequest, ({ text, languageId = '', word }, token) =>
    answers.answer(({ texts }) => texts.senses(text, proseLanguage(languageId), word, { token })),
  );
  connection.onRequest(TextEntitiesRequest, ({ text, languageId = '' }, token) =>
    answers.answer(({ texts }) => texts.entities(text, proseLanguage(languageId), { token })),
  );
}
