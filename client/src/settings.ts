/** The settings that the client itself needs; the server reads the rest. Names are those of package.json. */
import { ConfigurationTarget, workspace } from 'vscode';
import { type EntityLabel, entityLabels } from './entities/labels.ts';

const section = 'elmoLens';

export interface EntitySettings {
  readonly enabled: boolean;
  readonly labels: ReadonlySet<EntityLabel>;
  /** Entities that the tagger is less sure of than this (0 to 1) are not shown. */
  readonly minimumConfidence: number;
  /** Texts of the entities that are hidden in every document. */
  readonly hidden: readonly string[];
}

/** All settings as one tree, `{ entities: { enabled, … }, … }`, in the form that the server expects them. */
export function allSettings(): object {
  return workspace.getConfiguration().get<object>(section, {});
}

export function entitySettings(): EntitySettings {
  const settings = workspace.getConfiguration(`${section}.entities`);
  const labels = settings.get<unknown>('labels');
  const hidden = settings.get<unknown>('hidden');
  const minimumConfidence = settings.get<unknown>('minimumConfidence');
  return {
    enabled: settings.get<unknown>('enabled') !== false,
    labels: new Set(Array.isArray(labels) ? entityLabels.filter((label) => labels.includes(label)) : entityLabels),
    minimumConfidence: typeof minimumConfidence === 'number' ? minimumConfidence : 0.5,
    hidden: Array.isArray(hidden) ? hidden.filter((text) => typeof text === 'string') : [],
  };
}

/** How many similar passages to list. */
export function similarLimit(): number {
  const limit = workspace.getConfiguration(section).get<unknown>('similar.limit');
  return typeof limit === 'number' ? limit : 20;
}

/** Changes a setting where it is set already: in the workspace if that overrides the user's settings, else for the user. */
export async function updateSetting(name: string, value: unknown): Promise<void> {
  const settings = workspace.getConfiguration(section);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(name, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}

/** Calls `listener` after a change of a setting of ELMo Lens. */
export function onDidChangeSettings(listener: () => void) {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) listener();
  });
}
