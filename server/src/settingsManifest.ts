/** The settings as VS Code's manifest declares them (`contributes.configuration` in package.json), from their schema. */
import * as z from 'zod';
import { settingsSchema } from './settings.ts';

type Properties = Record<string, Record<string, unknown>>;

/** A group of settings under one title in the settings editor. */
export interface SettingsSection {
  readonly title: string;
  readonly order: number;
  readonly properties: Properties;
}

/**
 * One section for each group of the schema, or for several that name the same as their `section`. Descriptions are keys
 * of package.nls.json: `settings.GROUP` for titles, `setting.GROUP.NAME` for settings, and `setting.GROUP.NAME.VALUE` for
 * the values to choose from.
 */
export function settingsManifest(): SettingsSection[] {
  const { properties: groups = {} } = z.toJSONSchema(settingsSchema, { io: 'input' });
  const sections = new Map<string, Properties>();
  for (const [group, schema] of Object.entries(groups)) {
    const { section = group, properties: settings = {} } = schema as z.core.JSONSchema.ObjectSchema;
    const properties = sections.get(section as string) ?? {};
    sections.set(section as string, properties);
    for (const [name, setting] of Object.entries(settings)) {
      const order = Object.keys(properties).length + 1;
      properties[`elmoLens.${group}.${name}`] = property(`setting.${group}.${name}`, order, setting as Setting);
    }
  }
  return [...sections].map(([section, properties], index) => ({
    title: `%settings.${section}%`,
    order: index + 1,
    properties,
  }));
}

interface Setting extends Record<string, unknown> {
  readonly enum?: readonly string[];
  readonly items?: { readonly enum?: readonly string[] };
}

function property(key: string, order: number, { items, ...setting }: Setting): Record<string, unknown> {
  return {
    ...setting,
    ...(items && { items: { ...items, ...enumDescriptions(key, items.enum) } }),
    order,
    markdownDescription: `%${key}%`,
    ...enumDescriptions(key, setting.enum),
  };
}

function enumDescriptions(key: string, values: readonly string[] | undefined) {
  return values && { enumDescriptions: values.map((value) => `%${key}.${value}%`) };
}
