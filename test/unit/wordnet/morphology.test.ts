import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WordNetPos } from '../../../server/src/wordnet/wordnet.ts';
import { builtWordNet } from './builtWordNet.ts';

const wordNet = await builtWordNet();
const { morphology } = wordNet;

/** Forms and the lemma that comes first; some after the manual page morphy(7WN) and the examples of the NLTK. */
const FORMS: Readonly<Record<WordNetPos, string>> = {
  n: `dogs dog, dog dog, Dogs dog, DOGS dog, churches church, boxes box, buzzes buzz, dishes dish, classes class,
      cities city, women woman, men man, policemen policeman, children child, mice mouse, geese goose, 
      aardwolves aardwolf, abaci abacus, feet foot, teeth tooth, criteria criterion, phenomena phenomenon, hardrock -,
      analyses analysis, indices index, leaves leaf, knives knife, boxesful boxful, spoonsful spoonful,
      mouthfuls mouthful, glass glass, grass grass, news news, gas gas, as as, us us, series series, species species,
      hot_dogs hot_dog, hot_dog hot_dog, attorneys_general attorney_general, men_of_letters man_of_letters,
      data data, mothers-in-law mother-in-law, hot-dogs hot_dog, bird's-eye_views bird's_eye_view,
      New_Yorks new_york, ice_creams ice_cream, U.S. u.s., xyzzies -`,
  v: `runs run, running run, ran run, tries try, tried try, trying try, makes make, making make, made make,
      hopes hope, hoped hope, hoping hope, stopped stop, stopping stop, abetted abet, was be, were be, is be, are be,
      been be, am be, went go, gone go, saw see, left leave, lay lie, lives live, lived live, denied deny, dying die,
      tied tie, took take, sang sing, bought buy, thought think, aerifying aerify, goes go, watches watch,
      took_place take_place, takes_off take_off, put_up put_up, puts_up put_up, ran_into run_into, took_off take_off,
      broke_down break_down, gave_up give_up, googled google, xyzzied -`,
  a: `bigger big, biggest big, nicer nice, nicest nice, happier happy, better good, best good, worse bad, worst bad,
      old old, older old, well-known well-known, red red, redder red, icier icy, quickest quick`,
  r: `better well, best well, harder hard, quickly quickly, soon soon, of_course of_course`,
};

const cases = Object.entries(FORMS).flatMap(([pos, forms]) =>
  forms.split(',').map((pair) => {
    const [form, lemma] = pair.trim().split(' ');
    return [form!, pos as WordNetPos, lemma === '-' ? undefined : lemma] as const;
  }),
);

describe('Morphology', () => {
  it.each(cases)('%s (%s) comes from %s', (form, pos, lemma) => {
    expect(morphology.baseForms(form, pos)[0]).toBe(lemma);
  });

  it('tells from every form that it may be one of its lemma', () => {
    const missed = cases.flatMap(([form, pos]) => {
      const first = form.split(/[_']/)[0]!; // the token at which a unit of several words is read
      return morphology.baseForms(form, pos).filter((lemma) => {
        const test = morphology.formTest(lemma, pos);
        return !test(form) && !test(first);
      });
    });
    expect(missed).toEqual([]);
  });

  it('tells from the first word of a unit that it may be one', () => {
    expect(morphology.formTest('take_place', 'v')('took')).toBe(true);
    expect(morphology.formTest('attorney_general', 'n')('Attorneys')).toBe(true);
  });

  it('tells from other words that they are no form', () => {
    expect(morphology.formTest('bench', 'n')('banks')).toBe(false);
    expect(morphology.formTest('take', 'v')('went')).toBe(false);
    expect(morphology.formTest('ban', 'n')('banks')).toBe(false);
  });

  it('gives every lemma that a form may belong to', () => {
    expect(morphology.baseForms('saw', 'v')).toEqual(['see', 'saw']);
    expect(morphology.baseForms('glasses', 'n')).toEqual(['glass', 'glasses']);
    expect(morphology.baseForms('lay', 'v')).toEqual(['lie', 'lay']);
  });

  it('takes spaces between the words of a unit for WordNet’s underscores', () => {
    expect(morphology.baseForms('hot dogs', 'n')).toEqual(['hot_dog']);
  });

  it('gives only lemmas that WordNet has, for any text', () => {
    const pieces = fc.constantFrom(
      'bank',
      's',
      'es',
      'ing',
      'ed',
      'men',
      'ful',
      '_',
      '-',
      '.',
      "'",
      'é',
      '😀',
      'ss',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('n', 'v', 'a', 'r'), (form, pos) => {
        for (const lemma of morphology.baseForms(form, pos)) expect(wordNet.has(lemma, pos)).toBe(true);
      }),
    );
  });
});
