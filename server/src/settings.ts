import * as z from 'zod';
import { isBoundedGlob } from './documents/globLimits.ts';
import { PROSE_EXTENSIONS } from './text/fileLanguage.ts';

/*
 * Every setting of ELMo Lens: its name, values, default and scope. `npm run build` writes them into the manifest of the
 * extension in this order (see settingsManifest.ts); package.nls.json describes each under its name.
 */

/** For the user's machine alone: what a workspace may not choose. */
const machine = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ scope: 'machine' });
/** What is read in a document: each folder of a workspace can have its own. */
const resource = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ scope: 'resource' });
/** For all of a window. */
const window = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ scope: 'window' });

/** What a list hides; the lists of the user, a workspace and its folder add up. */
const hiddenTexts = () => z.array(z.string().max(MAX_TEXT_LENGTH)).default([]).meta({ uniqueItems: true });
const globs = (usual: string[] = []) => z.array(glob).default(usual).meta({ uniqueItems: true });
/** Longer than any name; patterns of files take time by their length. */
const MAX_TEXT_LENGTH = 500;
const glob = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .refine(isBoundedGlob, { error: 'a pattern has three wildcards and two groups at most' });

const ENTITY_LABELS = ['PER', 'ORG', 'LOC', 'MISC'] as const;

/** The biLM's layers: all mixed, or one alone (`token`: layer 0). */
const LAYERS = ['mix', 'token', 'layer1', 'layer2'] as const;
export type LayerName = (typeof LAYERS)[number];
/** `encoder`: the head that learned what sentences say. */
export const SIMILARITY_MEASURES = ['encoder', ...LAYERS] as const;
export type SimilarityMeasure = (typeof SIMILARITY_MEASURES)[number];

export const settingsSchema = z.object({
  hover: z
    .object({
      /** Which words get a hover: none, those with more than one sense, or all that WordNet knows. */
      senses: resource(z.enum(['off', 'ambiguous', 'all']).default('ambiguous')),
    })
    .prefault({}),
  words: z
    .object({
      /** Words, as in a dictionary, that nothing is said about. */
      hidden: resource(hiddenTexts()),
    })
    .prefault({})
    .meta({ section: 'hover' }),
  entities: z
    .object({
      enabled: resource(z.boolean().default(true)),
      labels: resource(
        z
          .array(z.enum(ENTITY_LABELS))
          .default([...ENTITY_LABELS])
          .meta({ uniqueItems: true }),
      ),
      /** Entities that the tagger is less sure of (0 to 1) are not shown. */
      minimumConfidence: resource(z.number().min(0).max(1).default(0.5)),
      /** Entity texts that are never shown. */
      hidden: resource(hiddenTexts()),
    })
    .prefault({}),
  files: z
    .object({
      /** Patterns of files that are left alone (see documents/fileGlobs.ts). */
      hidden: resource(globs()),
    })
    .prefault({}),
  similar: z
    .object({
      /** By what passages are compared where similar ones are looked for. */
      measure: window(z.enum(SIMILARITY_MEASURES).default('encoder')),
      limit: window(z.int().min(1).max(200).default(20)),
    })
    .prefault({}),
  index: z
    .object({
      /** Whether similar passages are looked for in the workspace's files, too, not only in open documents. */
      enabled: window(z.boolean().default(true)),
      /** Which files, from the workspace's folder on. */
      include: resource(globs([`**/*.{${PROSE_EXTENSIONS.join(',')}}`])),
      /** Larger files hold data rather than prose. */
      maximumKilobytes: resource(z.int().min(1).max(10_000).default(1000)),
      /** Path of a folder for what is kept; else it is where the editor keeps what is an extension's. */
      location: machine(z.string().default('')),
      /** Address of a PostgreSQL server with an index that a team shares (see index/team/address.ts); empty: none. */
      url: machine(z.string().default('')),
    })
    .prefault({}),
  tone: z
    .object({
      /** Whether the tone of each paragraph stands at its end. */
      inlayHints: resource(z.boolean().default(false)),
    })
    .prefault({}),
  unlikelyWords: z
    .object({
      /** Whether words that are likely slips get a diagnostic. */
      enabled: resource(z.boolean().default(false)),
    })
    .prefault({}),
  model: z
    .object({
      /** Folder of another converted model; empty: the one that is shipped. */
      path: machine(z.string().default('')),
    })
    .prefault({}),
  /** Read by the editor's side of the protocol; listed with the model. */
  trace: z
    .object({ server: window(z.enum(['messages', 'compact', 'verbose']).default('messages')) })
    .prefault({})
    .meta({ section: 'model' }),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

/** `raw` as settings; whatever in it has a wrong type or value keeps what it was in `previous`, with a line to `log`. */
export function updateSettings(previous: Settings, raw: unknown, log: (line: string) => void): Settings {
  const candidate: unknown = structuredClone(raw ?? {});
  const parsed = settingsSchema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    log(`Setting elmoLens.${path.join('.')} keeps its old value: ${message}.`);
    if (path.length === 0) return previous;
    restore(candidate, previous, path.slice(0, 2)); // settings are `group.name`; an element of a list stands for its list
  }
  const repaired = settingsSchema.safeParse(candidate);
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
