import { fittingSynonyms, synonymCandidates } from '../../server/src/features/synonyms.ts';
import type { SenseReading } from '../../server/src/heads/senseReader.ts';
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import type { Range, Sentence } from '../../server/src/text/types.ts';
import { articleBefore, formTag, inflect } from '../../server/src/wordnet/inflection.ts';
import type { WordNet } from '../../server/src/wordnet/wordnet.ts';
import type { SenseTarget } from './data.ts';
import { heldOutSemcor } from './senses.ts';
import type { Figure, Surroundings, Task } from './task.ts';

const WORDS = 600;
/** Every so many of the words that would do, so that they come from all documents. */
const STEP = 5;

/** A writer's word that a synonym stands in for, as a reader of the changed sentence would ask for others. */
interface Item {
  /** The writer's own, as it was written, and its lemma. */
  readonly own: string;
  readonly lemma: string;
  readonly text: string;
  readonly sentence: Sentence;
  readonly reading: SenseReading;
}

/** Places of a writer's word, from 0, -1 where it is not there: among what is offered, and among all kin, the usual first. */
interface Ranks {
  readonly offered: number;
  readonly usual: number;
}

/**
 * Puts a synonym in the place of words of SemCor whose sense is known, and looks for the writer's own word among those
 * that are offered for it.
 */
export const synonyms: Task = {
  name: 'synonyms',
  async run({ lens, wordNet, data }: Surroundings): Promise<Figure[]> {
    const items: Item[] = [];
    let step = 0;
    for (const { tokens, targets } of heldOutSemcor(data)) {
      for (const target of targets) {
        if (items.length === WORDS) break;
        if (!mayDo(wordNet, target, tokens)) continue;
        step += 1;
        const item = step % STEP === 0 ? await replaced(tokens.map(normaliseToken), target) : undefined;
        if (item) items.push(item);
      }
    }
    const ranked: Ranks[] = [];
    for (const { own, lemma, text, sentence, reading } of items) {
      const source = ({ start, end }: Range): string => text.slice(start, end);
      const { senses, contextFit } = lens;
      const offered = await fittingSynonyms(sentence, reading, source, { wordNet, senses, contextFit });
      ranked.push({
        offered: offered.findIndex((synonym) => synonym.text.split(' ').at(-1) === own),
        usual: synonymCandidates(wordNet, reading).findIndex((candidate) => candidate.lemma === lemma),
      });
    }
    const unusual = ranked.filter(({ usual }) => usual > 0);
    return [
      figure(`${ranked.length} words of SemCor's held-out documents`, ranked),
      figure(`the ${unusual.length} of them that are not the usual ones`, unusual),
    ];

    async function replaced(tokens: string[], { index, lemma, pos, keys }: SenseTarget): Promise<Item | undefined> {
      const own = tokens[index]!;
      const read = await lens.senses.read(tokens, index);
      if (read?.lemma !== lemma || read.pos !== pos || read.end !== index + 1) return undefined;
      const tag = formTag(own, lemma, pos, read.tag);
      if (inflect(lemma, tag, wordNet.morphology) !== own) return undefined;
      const gold = {
        ...read.senses[0]!,
        senseKey: keys[0]!,
        synset: wordNet.senseOfKey(keys[0]!)!.synset,
        probability: 1,
      };
      const candidates = synonymCandidates(wordNet, { lemma, pos, senses: [gold] });
      const other = candidates.find(({ kinship, lemma: word }) => kinship === 'member' && !word.includes(' '));
      if (!other) return undefined;
      const form = inflect(other.lemma, tag, wordNet.morphology);
      const before = tokens[index - 1] ?? '';
      const changed = tokens.with(index, form);
      if (/^an?$/i.test(before)) changed[index - 1] = articleBefore(form);
      const [use] = (
        await lens.senses.uses([{ tokens: changed, targets: [{ index, length: 1, lemma: other.lemma, pos }] }])
      )[0]!;
      if (!use) return undefined;
      const reading = { ...read, ...use, lemma: other.lemma, senses: [gold] };
      return { own, lemma, ...asText(changed), reading };
    }
  },
};

function mayDo(wordNet: WordNet, { index, length, keys }: SenseTarget, tokens: readonly string[]): boolean {
  const synset = wordNet.senseOfKey(keys[0]!)?.synset;
  return (
    length === 1 && /^[a-z]+$/.test(tokens[index]!) && synset !== undefined && wordNet.synset(synset).words.length > 1
  );
}

/** Model tokens as a sentence of a text. */
function asText(tokens: readonly string[]): { text: string; sentence: Sentence } {
  const text = tokens.join(' ');
  let start = 0;
  const placed = tokens.map((token) => {
    const range = { text: token, start, end: start + token.length };
    start = range.end + 1;
    return range;
  });
  return { text, sentence: { start: 0, end: text.length, tokens: placed } };
}

function figure(set: string, ranked: readonly Ranks[]): Figure {
  const mean = (kind: keyof Ranks): number =>
    (100 * ranked.reduce((sum, ranks) => sum + 1 / (ranks[kind] + 1 || Number.POSITIVE_INFINITY), 0)) / ranked.length;
  const baseline = { name: 'closest kin, most frequent first', value: mean('usual') };
  return { set, measure: 'mean reciprocal rank (%)', ours: mean('offered'), baseline, reference: '' };
}
