import { expect, test } from 'vitest';
import { articleBefore, formTag, inflect } from '../../../server/src/wordnet/inflection.ts';
import { builtWordNet } from './builtWordNet.ts';

const { morphology } = await builtWordNet();

test.each([
  ['shore', 'NNS', 'shores'],
  ['city', 'NNS', 'cities'],
  ['child', 'NNS', 'children'],
  ['series', 'NNS', 'series'],
  ['hot dog', 'NNS', 'hot dogs'],
  ['period of time', 'NNS', 'periods of time'],
  ['twenty-four hours', 'NNS', 'twenty-four hours'],
  ['buy', 'VBD', 'bought'],
  ['take', 'VBN', 'taken'],
  ['occur', 'VBD', 'occurred'],
  ['visit', 'VBD', 'visited'],
  ['admit', 'VBG', 'admitting'],
  ['lie', 'VBG', 'lying'],
  ['undergo', 'VBZ', 'undergoes'],
  ['study', 'VBZ', 'studies'],
  ['go on', 'VBD', 'went on'],
  ['big', 'JJR', 'bigger'],
  ['large', 'JJS', 'largest'],
  ['happy', 'JJR', 'happier'],
  ['cheap', 'JJR', 'cheaper'],
  ['new', 'JJS', 'newest'],
  ['simple', 'JJR', 'simpler'],
  ['good', 'JJS', 'best'],
  ['expensive', 'JJR', 'more expensive'],
  ['slowly', 'RBS', 'most slowly'],
  ['sea', 'NN', 'sea'],
  ['walk', 'VBP', 'walk'],
])('%s as %s is %s', (lemma, tag, form) => {
  expect(inflect(lemma, tag, morphology)).toBe(form);
});

test.each([
  ['happier', 'happy', 'a', 'JJ', 'JJR'],
  ['Kindest', 'kind', 'a', 'JJ', 'JJS'],
  ['banks', 'bank', 'n', 'NN', 'NNS'],
  ['walked', 'walk', 'v', 'VB', 'VBD'],
  ['took', 'take', 'v', 'VBD', 'VBD'],
  ['hit', 'hit', 'v', 'VBD', 'VBD'],
  ['sheep', 'sheep', 'n', 'NNS', 'NNS'],
  ['clothes', 'clothes', 'n', 'NNS', 'NN'],
  ['more', 'more', 'a', 'JJR', 'JJ'],
] as const)('"%s" of %s, tagged %3$s, has the form of %4$s', (surface, lemma, pos, tag, form) => {
  expect(formTag(surface, lemma, pos, tag)).toBe(form);
});

test.each([
  ['incline', 'an'],
  ['slope', 'a'],
  ['hour', 'an'],
  ['university', 'a'],
  ['honest man', 'an'],
])('before "%s" stands "%s"', (word, article) => {
  expect(articleBefore(word)).toBe(article);
});
