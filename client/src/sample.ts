import { type ExtensionContext, Uri, window, workspace } from 'vscode';

/** Opens the sample text as a new untitled document, so that it can be changed freely. */
export async function openSample(context: ExtensionContext): Promise<void> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'client', 'media', 'sample.md'));
  const content = new TextDecoder().decode(bytes);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
}
