/** The settings as the user has them, read with the schema that the server reads them with. */
import { ConfigurationTarget, type Uri, workspace } from 'vscode';
import { defaultSettings, type Settings, updateSettings } from '../../server/src/settings.ts';

const section = 'elmoLens';

/** The lists of what is hidden. */
export const hiddenSettings = { word: 'words.hidden', name: 'entities.hidden', file: 'files.hidden' } as const;

/**
 * All settings as one tree, `{ entities: { enabled, … }, … }`, in the form that the server expects them, unchecked. Where
 * VS Code takes the list of the innermost scope alone, what a workspace hides comes on top of what the user hides.
 */
export function allSettings(uri?: Uri): object {
  const settings = workspace.getConfiguration(section, uri);
  const tree = structuredTree(workspace.getConfiguration(undefined, uri).get<object>(section, {}));
  for (const name of Object.values(hiddenSettings)) {
    const [group, list] = name.split('.') as [string, string];
    if (Array.isArray(settings.get(name))) tree[group] = { ...tree[group], [list]: listOfAllScopes(name, uri) };
  }
  return tree;
}

/** VS Code's settings cannot be changed; these are a copy. */
function structuredTree(settings: object): Record<string, Record<string, unknown>> {
  return JSON.parse(JSON.stringify(settings));
}

function listOfAllScopes(name: string, uri: Uri | undefined): unknown[] {
  const { globalValue, workspaceValue, workspaceFolderValue } =
    workspace.getConfiguration(section, uri).inspect<unknown>(name) ?? {};
  return [...new Set([globalValue, workspaceValue, workspaceFolderValue].filter((list) => Array.isArray(list)).flat())];
}

/** The settings for a document, or those of the window; what is no valid value counts as not set. The server logs it. */
export function settingsFor(uri?: Uri): Settings {
  return updateSettings(defaultSettings, allSettings(uri), () => {});
}

/** Changes a setting where it is set already: in the workspace if that overrides the user's settings, else for the user. */
export async function updateSetting(name: string, value: unknown): Promise<void> {
  const settings = workspace.getConfiguration(section);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(name, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}

/** What a list of texts holds in one scope, without what others add; `folder` for one of a workspace's. */
export function listIn(name: string, target: ConfigurationTarget, folder?: Uri): readonly string[] {
  const { globalValue, workspaceValue, workspaceFolderValue } =
    workspace.getConfiguration(section, folder).inspect<unknown>(name) ?? {};
  const values = { 1: globalValue, 2: workspaceValue, 3: workspaceFolderValue };
  const list = values[target];
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
}

/** Sets a list of texts in one scope; an empty one is left out there. */
export async function setListIn(
  name: string,
  texts: readonly string[],
  target: ConfigurationTarget,
  folder?: Uri,
): Promise<void> {
  const value = texts.length > 0 ? texts : undefined;
  await workspace.getConfiguration(section, folder).update(name, value, target);
}

/** Calls `listener` after a change of a setting of ELMo Lens. */
export function onDidChangeSettings(listener: () => void) {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) listener();
  });
}
