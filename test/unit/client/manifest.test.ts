import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsManifest } from '../../../server/src/settingsManifest.ts';

const manifest = readFileSync('package.json', 'utf8');
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const chinese = JSON.parse(readFileSync('package.nls.zh-cn.json', 'utf8')) as Record<string, string>;

describe('the manifest', () => {
  it('has a text for every key, and a key for every text', () => {
    const keys = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect(new Set(keys)).toEqual(new Set(Object.keys(strings)));
  });

  it('has each text in Chinese too', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(strings));
    expect(Object.values(chinese).filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('links to the same commands and names the same values in both languages', () => {
    const fixed = (text: string) => text.match(/\(command:[^)]*\)|`[^`]*`/g)?.sort() ?? [];
    for (const [key, text] of Object.entries(strings)) expect([key, fixed(chinese[key]!)]).toEqual([key, fixed(text)]);
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

  it('has at most sixteen commands', () => {
    expect(JSON.parse(manifest).contributes.commands.length).toBeLessThanOrEqual(16);
  });

  it('declares the settings as their schema has them: `npm run build` writes them', () => {
    expect(JSON.parse(manifest).contributes.configuration).toEqual(settingsManifest());
  });
});

describe('the settings', () => {
  const settings = settingsManifest().flatMap(({ properties }) => Object.entries(properties));

  it('are at most thirty', () => {
    expect(settings.length).toBeLessThanOrEqual(30);
  });

  it.each(settings)(
    '%s has a default and a scope; only what runs, where is written and whom is spoken to, is for the machine alone',
    (name, { default: value, scope }) => {
      expect(value).toBeDefined();
      expect(scope === 'machine').toBe(/^elmoLens\.(model\.|index\.(location|url)$)/.test(name));
      expect(['machine', 'resource', 'window']).toContain(scope);
    },
  );

  it('of the machine are not taken from a workspace that is not trusted', () => {
    const ofMachine = settings.flatMap(([name, { scope }]) => (scope === 'machine' ? name : []));
    const { supported, restrictedConfigurations } = JSON.parse(manifest).capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    expect(restrictedConfigurations.toSorted()).toEqual(ofMachine.toSorted());
  });

  it('have a text for each title, description and value', () => {
    const keys = [...JSON.stringify(settingsManifest()).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect(keys.filter((key) => !strings[key])).toEqual([]);
  });
});
