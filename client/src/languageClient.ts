import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { proseSelector } from './prose.ts';
import { allSettings } from './settings.ts';

/**
 * The connection to the language server, which runs as a process of its own (VS Code's Node, `dist/server.cjs`, over
 * Node's IPC). After a crash the library restarts it, up to four times in three minutes.
 */
export function createLanguageClient(context: ExtensionContext, log: LogOutputChannel): LanguageClient {
  return new LanguageClient(
    'elmoLens',
    'ELMo Lens',
    { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc },
    {
      documentSelector: proseSelector,
      outputChannel: log,
      // What fails behind the user's back goes to the log and the status; commands report their own errors.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: allSettings,
      synchronize: { configurationSection: 'elmoLens' },
    },
  );
}

/** Ends the server if it runs, in two seconds at most, and starts it again. */
export async function restart(client: LanguageClient): Promise<void> {
  // A server that does not answer fails here; the library ends its process.
  if (client.isRunning())
    await client.stop().catch((error) => client.warn('The server did not stop by itself', error, false));
  await client.start();
}
