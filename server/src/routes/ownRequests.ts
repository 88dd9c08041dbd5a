import * as l10n from '@vscode/l10n';
import type { Connection } from 'vscode-languageserver';
import type { ClientSettings } from '../clientSettings.ts';
import { type DocumentProse, proseLanguage } from '../documents/prose.ts';
import type { OpenDocuments } from '../features/openDocuments.ts';
import { readWord, wordAt } from '../features/wordAt.ts';
import {
  CompareRequest,
  EmbedRequest,
  RepeatedRequest,
  SenseMapRequest,
  SensesRequest,
  SentimentRequest,
  type SimilarAnswer,
  SimilarRequest,
  SimilarSoFar,
  TextEntitiesRequest,
  WordByWordRequest,
  WordRequest,
} from '../protocol.ts';
import type { Answers } from './answers.ts';

interface Parts {
  readonly documents: OpenDocuments;
  readonly prose: DocumentProse;
  readonly settings: ClientSettings;
  readonly answers: Answers;
}

/** What clients ask that know ELMo Lens: the requests of `protocol.ts`. */
export function routeOwnRequests(connection: Connection, { documents, prose, settings, answers }: Parts): void {
  connection.onRequest(WordRequest, ({ textDocument, position }, token) =>
    answers.answer(async ({ shownSenses, unlikelyWords }) => {
      const document = documents.get(textDocument.uri);
      if (!document) return null;
      const offset = document.offsetAt(position);
      const place = wordAt(await prose.paragraphs(document, { start: offset, end: offset }), offset);
      const reading = place && (await readWord(place, shownSenses.of(document.uri), { token }));
      const lemma = reading?.lemma ?? unlikelyWords.wordAt(document, offset);
      return lemma === undefined ? null : { lemma };
    }),
  );
  connection.onRequest(SimilarRequest, (params, token) =>
    answers.answerWithProgress(l10n.t('Finding similar passages'), params.workDoneToken, ({ similar }, report) => {
      const { partialResultToken } = params;
      const showSoFar = (found: SimilarAnswer) => {
        if (partialResultToken !== undefined) void connection.sendProgress(SimilarSoFar, partialResultToken, found);
      };
      return similar.search({ ...settings.current.similar, ...params }, report, token, showSoFar);
    }),
  );
  connection.onRequest(RepeatedRequest, (params, token) =>
    answers.answerWithProgress(l10n.t('Finding repeated passages'), params.workDoneToken, ({ repeated }, report) =>
      repeated.find(params, report, token),
    ),
  );
  connection.onRequest(CompareRequest, ({ a, b }) => answers.answer(({ comparer }) => comparer.compare(a, b)));
  connection.onRequest(WordByWordRequest, ({ a, b }) => answers.answer(({ wordByWord }) => wordByWord.compare(a, b)));
  connection.onRequest(SenseMapRequest, ({ textDocument, position, alsoSearch = [] }, token) =>
    answers.answer(({ senseMapper }) => senseMapper.map(textDocument.uri, position, alsoSearch, token)),
  );
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
