import { CONFUSED_WORDS } from '../../server/src/heads/confusedWords.ts';
import { nearWords } from '../../server/src/heads/nearWords.ts';

/** A sentence in which a word was put in place of another. */
export interface Swap {
  readonly tokens: readonly string[];
  /** Where the wrong word stands, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** What stood there. */
  readonly right: string;
}

interface Place {
  readonly sentence: readonly string[];
  readonly start: number;
  readonly end: number;
}

const WORD = /^[a-z]{2,}$/;
const CLITIC = /^'(?:re|s)$/;

/**
 * `count` words taken for others by the list of such, each time another pair of them while there are any, at a place
 * chosen at random.
 */
export function confusedSwaps(sentences: readonly (readonly string[])[], count: number, random: () => number): Swap[] {
  const places = new Map<string, Place[]>();
  for (const place of sentences.flatMap(placesOf)) {
    const word = place.sentence.slice(place.start, place.end).join(' ');
    if (CONFUSED_WORDS.has(word)) places.set(word, [...(places.get(word) ?? []), place]);
  }
  const pairs = [...places.keys()].flatMap((right) => CONFUSED_WORDS.get(right)!.map((wrong) => ({ right, wrong })));
  return shuffled(pairs, random)
    .slice(0, count)
    .map(({ right, wrong }) => swap(chosen(places.get(right)!, random), wrong));
}

/** `count` words at random places with a letter left out, put in or changed, or two exchanged, so that a word comes of it. */
export function mistypedSwaps(
  sentences: readonly (readonly string[])[],
  isWord: (word: string) => boolean,
  count: number,
  random: () => number,
): Swap[] {
  const places = sentences.flatMap(placesOf).filter(({ start, end }) => end === start + 1);
  const swaps: Swap[] = [];
  for (const place of shuffled(places, random)) {
    if (swaps.length === count) break;
    const near = nearWords(place.sentence[place.start]!, (word) => WORD.test(word) && isWord(word));
    if (near.length > 0) swaps.push(swap(place, chosen(near, random)));
  }
  return swaps;
}

/** The words in lower case, with the clitic that follows. */
function placesOf(sentence: readonly string[]): Place[] {
  return sentence.flatMap((token, start) => {
    if (!WORD.test(token)) return [];
    const end = CLITIC.test(sentence[start + 1] ?? '') ? start + 2 : start + 1;
    return [{ sentence, start, end }];
  });
}

function swap({ sentence, start, end }: Place, wrong: string): Swap {
  const written = wrong.split(' ');
  const tokens = sentence.toSpliced(start, end - start, ...written);
  return { tokens, start, end: start + written.length, right: sentence.slice(start, end).join('') };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function chosen<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)]!;
}
