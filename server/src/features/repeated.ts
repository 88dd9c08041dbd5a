import * as l10n from '@vscode/l10n';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import type { RepeatedParams, RepeatedPassage } from '../protocol.ts';
import { Slices } from '../slices.ts';
import type { Paragraph, Range, Sentence } from '../text/types.ts';
import type { Hidden } from './hidden.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { searchedDocuments } from './searchedDocuments.ts';
import { UserError } from './userError.ts';

/** From this similarity on, two passages say the same in other words. */
const REPEATED = 0.7;
/** Shorter sentences (headings, labels, "See below.") are repeated everywhere. */
const MINIMUM_TOKENS = 7;
/** Every passage is compared with every other: twice as many take four times as long. */
export const MAXIMUM_PASSAGES = 10_000;
const CHUNK_TEXTS = 128;
/** Share of the work, for the progress shown. */
const ENCODING_SHARE = 0.8;

/** A paragraph of several sentences, or a sentence. */
interface Passage extends Range {
  readonly document: TextDocument;
  readonly sentences: readonly Sentence[];
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/** Finds what is said more than once, in whatever words. */
export class RepeatedPassages {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #encoder: () => SentenceEncoder;
  readonly #hidden: Pick<Hidden, 'hidesFile'>;

  /** `encoder` throws `HeadError` where the model has none; files that `hidden` hides are not searched. */
  constructor(
    documents: OpenDocuments,
    prose: DocumentProse,
    encoder: () => SentenceEncoder,
    hidden: Pick<Hidden, 'hidesFile'>,
  ) {
    this.#documents = documents;
    this.#prose = prose;
    this.#encoder = encoder;
    this.#hidden = hidden;
  }

  /**
   * Groups of passages that say the same, the closest first; a paragraph that is repeated is not listed sentence by
   * sentence. `report` is told the share done. Rejects with `CancelledError`, and with `UserError` over
   * `MAXIMUM_PASSAGES`.
   */
  async find(
    { alsoSearch = [], onlyThese = false, limit = 100 }: RepeatedParams,
    report: (share: number) => void,
    token: CancellationToken,
  ): Promise<RepeatedPassage[]> {
    const encoder = this.#encoder();
    const passages = await this.#passages({ alsoSearch, onlyThese }, token);
    if (passages.length > MAXIMUM_PASSAGES) {
      throw new UserError(
        l10n.t(
          'There are {0} passages to compare, and {1} is the most: choose a smaller folder.',
          passages.length.toLocaleString('en'),
          MAXIMUM_PASSAGES.toLocaleString('en'),
        ),
      );
    }
    const vectors: Float32Array[] = [];
    const slices = new Slices(token);
    for (let at = 0; at < passages.length; at += CHUNK_TEXTS) {
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
      report((ENCODING_SHARE * at) / passages.length);
      const texts = passages.slice(at, at + CHUNK_TEXTS).map(({ sentences }) => sentences.map(words));
      vectors.push(...(await encoder.encodeTexts(texts, { priority: 'background', token })));
    }
    const similarity = (a: number, b: number) => encoder.similarity(vectors[a]!, vectors[b]!);
    const pairs = await this.#pairs(passages, similarity, report, token);
    return grouped(passages, pairs).slice(0, limit);
  }

  async #passages(
    { alsoSearch, onlyThese }: Required<Pick<RepeatedParams, 'alsoSearch' | 'onlyThese'>>,
    token: CancellationToken,
  ): Promise<Passage[]> {
    const named = new Set(alsoSearch.map(({ uri }) => uri));
    const scope = {
      documents: this.#documents,
      prose: this.#prose,
      unopened: alsoSearch,
      includes: (uri: string) => (!onlyThese || named.has(uri)) && !this.#hidden.hidesFile(uri),
    };
    const passages: Passage[] = [];
    for await (const { document, paragraphs } of searchedDocuments(scope, token)) {
      passages.push(...paragraphs.flatMap((paragraph) => passagesOf(document, paragraph)));
    }
    return passages;
  }

  async #pairs(
    passages: readonly Passage[],
    similarity: (a: number, b: number) => number,
    report: (share: number) => void,
    token: CancellationToken,
  ): Promise<Pair[]> {
    const pairs: Pair[] = [];
    const slices = new Slices(token);
    const reportShare = (a: number) =>
      report(ENCODING_SHARE + (1 - ENCODING_SHARE) * (1 - (1 - a / passages.length) ** 2));
    for (let a = 0; a < passages.length; a++) {
      for (let b = a + 1; b < passages.length; b++) {
        if (isParagraph(passages[a]!) !== isParagraph(passages[b]!)) continue;
        const score = similarity(a, b);
        if (score >= REPEATED) pairs.push({ a, b, score });
      }
      if (await slices.giveWay()) reportShare(a);
    }
    return pairs;
  }
}

function passagesOf(document: TextDocument, { start, end, sentences }: Paragraph): Passage[] {
  const single = sentences
    .filter(({ tokens }) => tokens.length >= MINIMUM_TOKENS)
    .map((sentence) => ({ document, start: sentence.start, end: sentence.end, sentences: [sentence] }));
  return sentences.length > 1 ? [{ document, start, end, sentences }, ...single] : single;
}

function isParagraph({ sentences }: Passage): boolean {
  return sentences.length > 1;
}

/** Passages that pairs join, directly or through others; paragraphs first, so that their sentences can be left out. */
function grouped(passages: readonly Passage[], pairs: readonly Pair[]): RepeatedPassage[] {
  const best = pairs.toSorted((x, y) => y.score - x.score);
  const ofParagraphs = join(best.filter(({ a }) => isParagraph(passages[a]!)));
  const covered = (pair: Pair) => {
    const around = [pair.a, pair.b].map((index) => paragraphAround(passages, index));
    return around[0] !== undefined && ofParagraphs.some(({ members }) => around.every((index) => members.has(index!)));
  };
  const ofSentences = join(best.filter((pair) => !isParagraph(passages[pair.a]!) && !covered(pair)));
  return [...ofParagraphs, ...ofSentences]
    .sort((x, y) => y.score - x.score)
    .map(({ score, members }) => ({
      score,
      places: [...members].sort((x, y) => x - y).map((index) => placeOf(passages[index]!)),
    }));
}

function join(pairs: readonly Pair[]): { score: number; members: Set<number> }[] {
  const groups = new Map<number, { score: number; members: Set<number> }>();
  for (const { a, b, score } of pairs) {
    const group = groups.get(a) ?? groups.get(b) ?? { score, members: new Set() };
    const others = [groups.get(a), groups.get(b)].flatMap((other) => [...(other?.members ?? [])]);
    for (const member of [a, b, ...others]) {
      group.members.add(member);
      groups.set(member, group);
    }
  }
  return [...new Set(groups.values())];
}

/** The paragraph among the passages that a sentence belongs to: it comes right before its sentences. */
function paragraphAround(passages: readonly Passage[], sentence: number): number | undefined {
  const { document, start, end } = passages[sentence]!;
  for (let index = sentence - 1; index >= 0 && passages[index]!.document === document; index--) {
    const passage = passages[index]!;
    if (isParagraph(passage)) return passage.start <= start && end <= passage.end ? index : undefined;
  }
  return undefined;
}

function placeOf({ document, start, end }: Passage) {
  const range = protocolRange(document, { start, end });
  return { uri: document.uri, range, text: document.getText(range).replace(/\s+/g, ' ') };
}
