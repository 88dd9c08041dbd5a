import * as l10n from '@vscode/l10n';
import type { CancellationToken, Range } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, isWorthFinding, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import { cosine } from '../elmo/similarity.ts';
import { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import type { SentenceMeasure } from '../heads/sentenceMeasure.ts';
import { normalAddress } from '../index/addresses.ts';
import { isWithin } from '../index/sentenceIndex.ts';
import type { SimilarAnswer, SimilarParams, SimilarResult, UnopenedDocument } from '../protocol.ts';
import { SIMILARITY_MEASURES, type SimilarityMeasure } from '../settings.ts';
import { Slices } from '../slices.ts';
import type { Sentence } from '../text/types.ts';
import { type IndexedFiles, noFiles, rankWithFiles } from './fileSearch.ts';
import { type Hidden, nothingHidden } from './hidden.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { searchedDocuments } from './searchedDocuments.ts';
import { selectedSentences } from './selection.ts';
import { UserError } from './userError.ts';

/** From this similarity on, sentences have something to do with each other. */
const RELATED = 0.05;
/** From this one on, they say something similar. Of those below, only the best few are listed. */
export const SIMILAR = 0.2;
const FEW = 5;
/** How many of the closest of open documents are ranked among those of files. */
const RANKED = 200;
/** From so long a search on, it is shown what was found so far, and as often. */
const SOON_MS = 200;
/** Sentences encoded between two reports of progress, and compared before other messages are read. */
const CHUNK_SENTENCES = 128;

interface Candidate {
  readonly document: TextDocument;
  readonly sentence: Sentence;
}

/** What is searched for, and where. */
interface Search {
  readonly params: SimilarParams;
  readonly selected: Selected;
  readonly measure: SentenceMeasure;
  readonly vector: Float32Array;
  readonly candidates: readonly Candidate[];
  readonly limit: number;
}

/** The sentences that a query is made of. */
interface Selected {
  /** The document that they are from. */
  readonly uri: string | undefined;
  readonly text: string;
  readonly sentences: string[][];
  readonly covers: (sentence: Sentence) => boolean;
}

interface Scored {
  /** Its place among the candidates. */
  readonly candidate: number;
  readonly score: number;
}

/** Searches the sentences of the open documents by meaning, and those of indexed files by meaning and words. */
export class SimilarSearch {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #measure: (name: SimilarityMeasure) => SentenceMeasure;
  readonly #hidden: Pick<Hidden, 'hidesFile'>;
  readonly #files: IndexedFiles;

  /** `measure` throws `HeadError` where the model has none of the kind; files that `hidden` hides are not searched. */
  constructor(
    documents: OpenDocuments,
    prose: DocumentProse,
    measure: (name: SimilarityMeasure) => SentenceMeasure,
    hidden: Pick<Hidden, 'hidesFile'> = nothingHidden,
    files: IndexedFiles = noFiles,
  ) {
    this.#documents = documents;
    this.#prose = prose;
    this.#measure = measure;
    this.#hidden = hidden;
    this.#files = files;
  }

  /**
   * The sentences closest to the query, best first, without those it is made of. `report` is told the share done;
   * `showSoFar`, while it takes its time, what was found until then. Rejects with `CancelledError`; an empty query finds
   * nothing.
   */
  async search(
    params: SimilarParams,
    report: (share: number) => void,
    token: CancellationToken,
    showSoFar?: (answer: SimilarAnswer) => void,
  ): Promise<SimilarAnswer> {
    const { query, limit = 20, measure: name = 'encoder' } = params;
    if (!SIMILARITY_MEASURES.includes(name)) {
      throw new UserError(l10n.t('There is no measure “{0}”: choose from {1}.', name, SIMILARITY_MEASURES.join(', ')));
    }
    const measure = this.#measure(name);
    const selected = await this.#querySentences(query);
    if (selected.sentences.length === 0) return { query: selected.text, measure: name, results: [] };
    const [vector] = await measure.encodeTexts([selected.sentences], { token });

    const candidates = await this.#candidates(params, token);
    const search: Search = { params, selected, measure, vector: vector!, candidates, limit };
    const vectors: Float32Array[] = [];
    const found = async (): Promise<SimilarAnswer> => {
      return { query: selected.text, measure: name, results: await this.#closest(search, vectors, token) };
    };
    const slices = new Slices(token);
    let shown = performance.now();
    for (let at = 0; at < candidates.length; at += CHUNK_SENTENCES) {
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
      report(at / candidates.length);
      const chunk = candidates.slice(at, at + CHUNK_SENTENCES);
      const sentences = chunk.map(({ sentence }) => words(sentence));
      const encoded = measure.encode(sentences, { priority: 'background', token });
      if (showSoFar && !(await isSettledAt(encoded, shown + SOON_MS))) {
        showSoFar(await found());
        shown = performance.now();
      }
      vectors.push(...(await encoded));
    }
    return found();
  }

  /** The closest of the candidates that have a vector by now, and of the workspace's files. */
  async #closest(search: Search, vectors: readonly Float32Array[], token: CancellationToken): Promise<SimilarResult[]> {
    const { params, selected, measure, vector, candidates, limit } = search;
    const similarity = await measure.similarityAmong(vectors);
    const slices = new Slices(token);
    const scored: Scored[] = [];
    for (const [i, own] of vectors.entries()) {
      if (i % CHUNK_SENTENCES === 0) await slices.giveWay();
      const { document, sentence } = candidates[i]!;
      if (selected.uri === document.uri && selected.covers(sentence)) continue;
      scored.push({ candidate: i, score: similarity(vector, own) });
    }
    scored.sort((a, b) => b.score - a.score);
    const resultOf = ({ candidate, score }: Scored) => passage(candidates, candidate, score);
    const ranked =
      measure instanceof SentenceEncoder &&
      (await rankWithFiles(
        {
          text: selected.text,
          vector,
          open: this.#open(selected.uri, params.alsoSearch),
          limit: 2 * limit,
          ...(params.folder !== undefined && { folder: params.folder }),
        },
        scored.slice(0, RANKED).map((each) => ({
          result: resultOf(each),
          cosine: cosine(vector, vectors[each.candidate]!),
        })),
        { files: this.#files, encoder: measure, hidden: this.#hidden },
        token,
      ));
    if (ranked) {
      // A sentence has many words that say little; of what was typed, each may be the name or number that is looked for.
      const typed = 'text' in params.query;
      const listed = ranked.filter(({ result: { score }, sharesWords }, place) => {
        return score >= SIMILAR || (place < FEW && (score >= RELATED || (typed && sharesWords)));
      });
      const results = listed.slice(0, limit).map(({ result }) => result);
      return typed ? results : results.sort((a, b) => b.score - a.score);
    }
    const related = scored.filter(({ score }, place) => score >= SIMILAR || (place < FEW && score >= RELATED));
    return related.slice(0, limit).map(resultOf);
  }

  /** What of the workspace's files is not to be searched: what is open, and what the query is from. */
  #open(queried: string | undefined, unopened: readonly UnopenedDocument[] = []): string[] {
    const open = [...this.#documents.all(), ...unopened].map(({ uri }) => uri);
    return queried === undefined ? open : [...open, queried];
  }

  async #querySentences(query: SimilarParams['query']): Promise<Selected> {
    if ('text' in query) {
      const paragraphs = await this.#prose.parse(query.text, 'plaintext');
      const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences.map(words));
      return { uri: undefined, text: query.text, sentences, covers: () => false };
    }
    const document = this.#documents.get(query.uri);
    if (!document) return { uri: query.uri, text: '', sentences: [], covers: () => false };
    const selection = await selectedSentences(this.#prose, document, await this.#rangeOf(query, document));
    return {
      uri: query.uri,
      text: selection.text,
      sentences: selection.sentences,
      covers: (sentence: Sentence) => sentence.start < selection.end && selection.start < sentence.end,
    };
  }

  async #rangeOf({ range, paragraph }: { range: Range; paragraph?: boolean }, document: TextDocument): Promise<Range> {
    const around = paragraph && (await this.#prose.paragraphAt(document, document.offsetAt(range.start)));
    return around ? protocolRange(document, around) : range;
  }

  async #candidates({ alsoSearch, folder }: SimilarParams, token: CancellationToken): Promise<Candidate[]> {
    const searched = folder === undefined ? undefined : normalAddress(folder);
    const scope = {
      documents: this.#documents,
      prose: this.#prose,
      unopened: alsoSearch ?? [],
      includes: (uri: string) => {
        return !this.#hidden.hidesFile(uri) && (searched === undefined || isWithin(normalAddress(uri), searched));
      },
    };
    const candidates: Candidate[] = [];
    for await (const { document, paragraphs } of searchedDocuments(scope, token)) {
      for (const sentence of paragraphs.flatMap(({ sentences }) => sentences)) {
        if (isWorthFinding(sentence)) candidates.push({ document, sentence });
      }
    }
    return candidates;
  }
}

/** A candidate as a result, with the sentences around it. */
function passage(candidates: readonly Candidate[], place: number, score: number): SimilarResult {
  const { document, sentence } = candidates[place]!;
  const textAt = (at: number): string => {
    const candidate = candidates[at];
    if (candidate?.document !== document) return '';
    return document.getText(protocolRange(document, candidate.sentence)).replace(/\s+/g, ' ');
  };
  const range = protocolRange(document, sentence);
  return { uri: document.uri, range, text: textAt(place), before: textAt(place - 1), after: textAt(place + 1), score };
}

/** Whether a promise is settled at a time, in the clock of `performance`; rejects as it does until then. */
async function isSettledAt(promise: Promise<unknown>, time: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, time - performance.now()), false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
