import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = readFileSync('package.json', 'utf8');
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

describe('the manifest', () => {
  it('has a text for every key, and a key for every text', () => {
    const keys = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect(new Set(keys)).toEqual(new Set(Object.keys(strings)));
  });

  it('names only commands of its own in menus, and each in the palette under one category', () => {
    const { commands, menus } = JSON.parse(manifest).contributes as {
      commands: { command: string; category: string }[];
      menus: Record<string, { command?: string }[]>;
    };
    const known = commands.map(({ command }) => command);
    const named = Object.values(menus).flatMap((items) => items.flatMap(({ command }) => command ?? []));
    expect(named.filter((command) => !known.includes(command))).toEqual([]);
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(['ELMo Lens']));
  });

  it('offers at most twelve settings', () => {
    const { configuration } = JSON.parse(manifest).contributes as { configuration: { properties: object }[] };
    expect(configuration.flatMap(({ properties }) => Object.keys(properties)).length).toBeLessThanOrEqual(12);
  });
});
