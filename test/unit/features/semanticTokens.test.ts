import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ENTITY_LEGEND, entityTokens } from '../../../server/src/features/semanticTokens.ts';
import type { Entity, EntityLabel } from '../../../server/src/protocol.ts';

const document = TextDocument.create(
  'file:///a.md',
  'markdown',
  1,
  '> Mary went to New\n>  York City with the\n> Dutch.\n',
);

function entity(text: string, label: EntityLabel): Entity {
  const start = document.getText().indexOf(text);
  const range = { start: document.positionAt(start), end: document.positionAt(start + text.length) };
  return { range, text, label, confidence: 1 };
}

/** Each token as the text it covers and its type. */
function decoded(entities: Entity[]): string[] {
  const { data } = entityTokens(document, entities);
  let line = 0;
  let character = 0;
  return Array.from({ length: data.length / 5 }, (_, i) => {
    const [lines, characters, length, type] = data.slice(5 * i) as [number, number, number, number];
    character = lines > 0 ? characters : character + characters;
    line += lines;
    const text = document.getText({ start: { line, character }, end: { line, character: character + length } });
    return `${ENTITY_LEGEND.tokenTypes[type]} ${text}`;
  });
}

test('each entity is a token of the type of its label, in the order of the text', () => {
  expect(decoded([entity('Dutch', 'MISC'), entity('Mary', 'PER')])).toEqual(['variable Mary', 'enumMember Dutch']);
});

test('an entity that spans lines is a token on each', () => {
  expect(decoded([entity('New\n>  York City', 'LOC')])).toEqual(['namespace New', 'namespace York City']);
});
