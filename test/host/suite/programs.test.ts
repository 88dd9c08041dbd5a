import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { closeEverything, openText, readyExtension } from './support.ts';

const TEXT = 'Angela Merkel sat on the grassy bank of the river.';

describe('For programs', () => {
  let api: ElmoLensApi;

  before(async () => {
    await openText('Our *cat* was sleeping on the couch.\n\nThe committee will vote on the budget tomorrow.\n');
    api = await readyExtension();
  });

  after(closeEverything);

  it('other extensions get senses, names, vectors and similar passages', async () => {
    const [bank] = await api.senses({ text: TEXT, word: 'bank' });
    equal(bank?.senses[0]?.senseKey, 'bank%1:17:01::');
    deepEqual(
      (await api.textEntities({ text: TEXT })).map(({ text, label }) => `${label} ${text}`),
      ['PER Angela Merkel'],
    );
    equal((await api.embed({ text: `${TEXT} It rained.` })).length, 2);
    const [closest] = await api.similar({ query: 'A kitten is asleep on the sofa.' });
    equal(closest?.text, 'Our *cat* was sleeping on the couch.');
  });

  it('a chat agent gets the same as tools', async () => {
    const tools = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('elmo-lens_'));
    deepEqual(tools.sort(), ['elmo-lens_embed', 'elmo-lens_entities', 'elmo-lens_senses', 'elmo-lens_similar']);
    const result = await vscode.lm.invokeTool('elmo-lens_entities', {
      input: { text: TEXT },
      toolInvocationToken: undefined,
    });
    const [part] = result.content;
    ok(part instanceof vscode.LanguageModelTextPart);
    equal(JSON.parse(part.value)[0].text, 'Angela Merkel');
  });
});
