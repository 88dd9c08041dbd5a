import { z } from 'zod';

/** The settings the server reads, as `package.json` declares them under `elmoLens.`, with the same defaults. */
const schema = z.object({
  hover: z
    .object({
      /** Which words get a hover: none, those with more than one sense, or all that WordNet knows. */
      senses: z.enum(['off', 'ambiguous', 'all']).default('ambiguous'),
    })
    .prefault({}),
  entities: z
    .object({
      enabled: z.boolean().default(true),
      labels: z.array(z.enum(['PER', 'ORG', 'LOC', 'MISC'])).default(['PER', 'ORG', 'LOC', 'MISC']),
      /** Entities that the tagger is less sure of (0 to 1) are not shown. */
      minimumConfidence: z.number().min(0).max(1).default(0.5),
      /** Entity texts that are never shown. */
      hidden: z.array(z.string()).default([]),
    })
    .prefault({}),
  similar: z.object({ limit: z.number().int().min(1).max(200).default(20) }).prefault({}),
  tone: z
    .object({
      /** Whether the tone of each paragraph stands at its end. */
      inlayHints: z.boolean().default(false),
    })
    .prefault({}),
  model: z
    .object({ /** Folder of another converted model; empty: the one that is shipped. */ path: z.string().default('') })
    .prefault({}),
});

export type Settings = z.infer<typeof schema>;

export const defaultSettings: Settings = schema.parse({});

/** `raw` as settings; whatever in it has a wrong type or value keeps what it was in `previous`, with a line to `log`. */
export function updateSettings(previous: Settings, raw: unknown, log: (line: string) => void): Settings {
  const candidate: unknown = structuredClone(raw ?? {});
  const parsed = schema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    log(`Setting elmoLens.${path.join('.')} keeps its old value: ${message}.`);
    if (path.length === 0) return previous;
    restore(candidate, previous, path.slice(0, 2)); // settings are `group.name`; an element of a list stands for its list
  }
  const repaired = schema.safeParse(candidate);
  return repaired.success ? repaired.data : previous;
}

/** Sets `target` at `path` to what `source` has there. */
function restore(target: unknown, source: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path as [string, ...string[]];
  const into = target as Record<string, unknown>;
  const from = source as Record<string, unknown>;
  if (rest.length === 0) into[key] = structuredClone(from[key]);
  else restore(into[key], from[key], rest);
}
