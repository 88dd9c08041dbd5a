const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
/** What regular inflection puts at the end of a word with one letter: *likes*, *liked*, *nicer*, *taken*. */
const INFLECTIONS = 'sdrn';

/**
 * The words at a Damerau-Levenshtein distance of one from a word in lower case: a letter left out, put in or changed, or
 * two exchanged. As in Norvig's "How to Write a Spelling Corrector": some hundred look-ups, and no index to build.
 */
export function nearWords(word: string, isWord: (candidate: string) => boolean): string[] {
  const found = new Set<string>();
  const add = (candidate: string): void => {
    if (candidate !== word && isWord(candidate)) found.add(candidate);
  };
  for (let at = 0; at <= word.length; at++) {
    const before = word.slice(0, at);
    const [first = '', second = ''] = word.slice(at);
    const after = word.slice(at + 1);
    for (const letter of LETTERS) add(before + letter + first + after);
    if (first === '') continue;
    add(before + after);
    for (const letter of LETTERS) add(before + letter + after);
    if (second !== '') add(before + second + first + word.slice(at + 2));
  }
  return [...found];
}

/** Whether two words at a distance of one look like forms of the same word: *like*, *likes* and *liked*. */
export function areForms(a: string, b: string): boolean {
  if (a.length === b.length)
    return a.slice(0, -1) === b.slice(0, -1) && isInflection(a.at(-1)) && isInflection(b.at(-1));
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.slice(0, -1) === short && isInflection(long.at(-1));
}

function isInflection(letter = ''): boolean {
  return letter !== '' && INFLECTIONS.includes(letter);
}
