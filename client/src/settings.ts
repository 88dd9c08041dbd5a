/** The settings as the user has them, read with the schema that the server reads them with. */
import { ConfigurationTarget, type Uri, workspace } from 'vscode';
import { defaultSettings, type Settings, updateSettings } from '../../server/src/settings.ts';

const section = 'elmoLens';

/** All settings as one tree, `{ entities: { enabled, … }, … }`, in the form that the server expects them, unchecked. */
export function allSettings(uri?: Uri): object {
  return workspace.getConfiguration(undefined, uri).get<object>(section, {});
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

/** Calls `listener` after a change of a setting of ELMo Lens. */
export function onDidChangeSettings(listener: () => void) {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) listener();
  });
}
