import { expect, test } from 'vitest';
import { defaultSettings, type Settings, updateSettings } from '../../server/src/settings.ts';

function update(raw: unknown, previous: Settings = defaultSettings): { settings: Settings; lines: string[] } {
  const lines: string[] = [];
  return { settings: updateSettings(previous, raw, (line) => lines.push(line)), lines };
}

test('nothing set gives the defaults', () => {
  for (const raw of [undefined, null, {}]) expect(update(raw)).toEqual({ settings: defaultSettings, lines: [] });
});

test('what is set is taken', () => {
  const { settings } = update({ hover: { senses: 'all' }, entities: { labels: ['PER'], hidden: ['Acme'] } });
  expect(settings.hover.senses).toBe('all');
  expect(settings.entities).toMatchObject({ enabled: true, labels: ['PER'], hidden: ['Acme'] });
});

const before = update({
  hover: { senses: 'off' },
  entities: { minimumConfidence: 0.8 },
  similar: { limit: 7 },
}).settings;

test.each([
  ['hover.senses', { hover: { senses: 'sometimes' } }],
  ['entities.minimumConfidence', { entities: { minimumConfidence: 'high' } }],
  ['entities.minimumConfidence', { entities: { minimumConfidence: 2 } }],
  ['similar.limit', { similar: { limit: 1e9 } }],
  ['similar.limit', { similar: { limit: null } }],
  ['similar', { similar: 3 }],
])('a bad %s keeps its old value and is logged in one line', (path, raw) => {
  const complete = { ...structuredClone(before), ...raw };
  const merged = { ...complete, entities: { ...before.entities, ...('entities' in raw ? raw.entities : {}) } };
  const { settings, lines } = update(merged, before);
  expect(settings).toEqual(before);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`elmoLens.${path} keeps its old value`);
});

test('a bad element of a list keeps the whole old list', () => {
  const { settings, lines } = update({ entities: { labels: ['PER', 'DOG', 'CAT'] } });
  expect(settings.entities.labels).toEqual(defaultSettings.entities.labels);
  expect(lines.length).toBeGreaterThan(0);
});

test('a bad value does not stop a good one beside it', () => {
  const { settings } = update({ hover: { senses: 1 }, similar: { limit: 3 } }, before);
  expect(settings.hover.senses).toBe('off');
  expect(settings.similar.limit).toBe(3);
});

test('settings that are no object at all are refused whole', () => {
  for (const raw of ['x', 3, []])
    expect(update(raw, before)).toMatchObject({ settings: before, lines: [expect.any(String)] });
});
