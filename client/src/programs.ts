/** ELMo Lens for programs: what other extensions can ask, and the same as tools for chat agents. */
import { Disposable, LanguageModelTextPart, LanguageModelToolResult, lm, Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  EmbedRequest,
  SensesRequest,
  SimilarRequest,
  type SimilarResult,
  TextEntitiesRequest,
  type TextEntity,
  type TextParams,
  type TextSense,
  type TextSentence,
} from '../../server/src/protocol.ts';
import { settingsFor } from './settings.ts';
import { unopenedDocuments } from './unopenedTabs.ts';

/** Reads texts by the running server. Offsets are UTF-16; each rejects with a sentence where it can't be done. */
export interface TextApi {
  /** The sentences of a text, each with a unit vector; the cosine of two says how close they are in meaning. */
  embed(params: TextParams): Promise<readonly TextSentence[]>;
  /** What the words of a text mean where they stand, as senses of WordNet 3.0; with `word`, that one alone. */
  senses(params: TextParams & { readonly word?: string }): Promise<readonly TextSense[]>;
  /** The people (PER), organisations (ORG), places (LOC) and other names (MISC) in a text. */
  textEntities(params: TextParams): Promise<readonly TextEntity[]>;
  /** Sentences of the open documents and the workspace's files that mean something like the query, best first. */
  similar(params: { readonly query: string; readonly limit?: number }): Promise<readonly SimilarResult[]>;
}

export function textApi(client: LanguageClient): TextApi {
  return {
    embed: (params) => client.sendRequest(EmbedRequest, params),
    senses: (params) => client.sendRequest(SensesRequest, params),
    textEntities: (params) => client.sendRequest(TextEntitiesRequest, params),
    similar: async ({ query, limit = settingsFor().similar.limit }) => {
      const alsoSearch = await unopenedDocuments();
      const parameters = { query: { text: query }, alsoSearch, limit, measure: 'encoder' as const };
      return (await client.sendRequest(SimilarRequest, parameters)).results;
    },
  };
}

/** The tools that package.json declares under `languageModelTools`. */
export function registerLanguageModelTools(api: TextApi): Disposable {
  return Disposable.from(
    tool('elmo-lens_embed', api.embed),
    tool('elmo-lens_senses', api.senses),
    tool('elmo-lens_entities', api.textEntities),
    tool('elmo-lens_similar', async (input: Parameters<TextApi['similar']>[0]) =>
      (await api.similar(input)).map(({ uri, range, text, score }) => ({
        file: workspace.asRelativePath(Uri.parse(uri)),
        line: range.start.line + 1,
        text,
        score,
      })),
    ),
  );
}

function tool<Input>(name: string, run: (input: Input) => Promise<unknown>): Disposable {
  return lm.registerTool<Input>(name, {
    invoke: async ({ input }) =>
      new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(await run(input)))]),
  });
}
