/** What "similar" means: as the settings say, or as a request does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DidChangeConfigurationNotification, ErrorCodes } from 'vscode-languageserver-protocol/node';
import { type SimilarParams, SimilarRequest } from '../../server/src/protocol.ts';
import { SIMILARITY_MEASURES } from '../../server/src/settings.ts';
import { LanguageServer } from './languageServer.ts';

const SAME = 'The bank manager agreed to lend them the money.';
const TEXT = `It rained for nine days on the hills.

${SAME}

By the spring the company had a name and eleven people on its books.
`;
const query = { text: 'The manager of the bank approved the loan.' };

let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start();
  await server.open('file:///notes.md', TEXT);
});
afterAll(() => server.close());

const search = (params: Partial<SimilarParams> = {}) =>
  server.connection.sendRequest(SimilarRequest, { query, ...params });

test.each(SIMILARITY_MEASURES)(
  'by %s, the passage that says the same comes first and the others far behind',
  async (measure) => {
    const answer = await search({ measure });
    const [best, ...others] = answer.results;
    expect([answer.measure, best!.text]).toEqual([measure, SAME]);
    expect(best!.score).toBeGreaterThan(0.4);
    for (const { score } of others) expect(score).toBeLessThan(best!.score / 2);
  },
);

test('the settings say by what it is searched, the sentence encoder at first', async () => {
  expect((await search()).measure).toBe('encoder');
  const settings = { elmoLens: { similar: { measure: 'layer1' } } };
  await server.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
  const answer = await search();
  expect(answer).toEqual(await search({ measure: 'layer1' }));
  expect(answer.results[0]!.score).not.toBe((await search({ measure: 'encoder' })).results[0]!.score);
});

test('a measure that is none is answered with those that are', async () => {
  await expect(search({ measure: 'layer3' as never })).rejects.toMatchObject({
    code: ErrorCodes.InvalidParams,
    message: 'There is no measure “layer3”: choose from encoder, mix, token, layer1, layer2.',
  });
});
