import { describe, expect, test } from 'vitest';
import { isEnglish } from '../../../server/src/text/english.ts';
import { parseProse } from '../../../server/src/text/prose.ts';

describe('English', () => {
  test.each([
    'The committee has not yet decided what to do about it.',
    'Related work and further reading',
    'Four men held over Jakarta bomb',
    'Google Enhances Discussion Groups',
    'Two eggs, three cups flour, one pinch salt',
    'He said "Guten Morgen, mein Freund" and left.',
    "They don't know.",
    'I met Angela Merkel in Paris.',
    'Angela Merkel met Tim Cook of Apple in Berlin.',
    'Mariano Rajoy visited Santiago de Compostela',
  ])('%s', (text) => {
    expect(isEnglish(text)).toBe(true);
  });
});

describe('too short or too ambiguous to tell, and so counted as English', () => {
  test.each([
    'Installation',
    'API',
    'Johann Wolfgang von Goethe',
    'Rio de Janeiro, Brazil',
    'Angela Merkel',
    '42',
    '!?',
    '\u{1f600}',
    'Der Hund',
    '',
  ])('%j', (text) => {
    expect(isEnglish(text)).toBe(true);
  });
});

describe('not English', () => {
  test.each([
    'Das Haus steht am Ende der Stra\u00dfe, und niemand wohnt darin.',
    'Rezept f\u00fcr Apfelkuchen mit Zimt',
    'Le conseil n\u2019a pas encore d\u00e9cid\u00e9 ce qu\u2019il fallait faire.',
    '\u00bfD\u00f3nde est\u00e1 la biblioteca?',
    'Il gatto dorme sul divano accanto alla finestra.',
    'O menino foi para a escola com os seus amigos.',
    'Het is vandaag mooi weer en we gaan naar buiten.',
    'Katten ligger og sover foran pejsen hele dagen.',
    'Kissa nukkuu sohvalla koko p\u00e4iv\u00e4n.',
    'Dzieci bawi\u0105 si\u0119 w ogrodzie za domem.',
    '\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440',
    '\u4f60\u597d\uff0c\u4e16\u754c',
    '\u732b\u306f\u30bd\u30d5\u30a1\u3067\u5bdd\u3066\u3044\u307e\u3059\u3002',
    '\u0395\u03bb\u03bb\u03ac\u03b4\u03b1',
    '\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645',
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit.',
    '[{"id":0,"name":"n0"},{"id":1,"name":"n1"},{"id":2,"name":"n2"},{"id":3,"name":"n3"},{"id":4,"name":"n4"},{"id":5,"name":"n5"},{"id":6,"name":"n6"}]',
  ])('%s', (text) => {
    expect(isEnglish(text)).toBe(false);
  });
});

test('a paragraph in another language keeps its range and has no sentences', () => {
  const text = 'It is in English.\n\nDas ist es leider nicht, wie man sieht.\n\nThis is again.';
  expect(
    parseProse(text, 'markdown').map(({ start, end, english, sentences }) => [
      text.slice(start, end),
      english,
      sentences.length,
    ]),
  ).toEqual([
    ['It is in English.', true, 1],
    ['Das ist es leider nicht, wie man sieht.', false, 0],
    ['This is again.', true, 1],
  ]);
});
