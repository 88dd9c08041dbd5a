import { type ExtensionContext, type LogOutputChannel, Uri, workspace } from 'vscode';
import { LanguageClient, type Middleware, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { ReferencesRequest } from 'vscode-languageserver-protocol';
import type { SenseReferenceParams } from '../../server/src/protocol.ts';
import { rememberedHidden } from './hidden/hidden.ts';
import { rememberedPins } from './pinnedSenses.ts';
import { proseSelector } from './prose.ts';
import { allSettings } from './settings.ts';
import { unopenedDocuments } from './unopenedTabs.ts';

/**
 * The connection to the language server, which runs as a process of its own (VS Code's Node, `dist/server.cjs`, over
 * Node's IPC), with what `environment` holds when it starts. After a crash the library restarts it, up to four times in three minutes.
 */
export function createLanguageClient(
  context: ExtensionContext,
  log: LogOutputChannel,
  environment: Readonly<Record<string, string>>,
): LanguageClient {
  const client: LanguageClient = new LanguageClient(
    'elmoLens',
    'ELMo Lens',
    {
      module: context.asAbsolutePath('dist/server.cjs'),
      transport: TransportKind.ipc,
      options: { env: environment },
    },
    {
      documentSelector: proseSelector,
      outputChannel: log,
      // What fails behind the user's back goes to the log and the status; commands report their own errors.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => ({
        ...allSettings(),
        pinnedSenses: rememberedPins(context.workspaceState),
        hidden: rememberedHidden(context.workspaceState),
        highlightsEntities: true,
        // Without a workspace there is no such place.
        indexFolder: context.storageUri && Uri.joinPath(context.storageUri, 'index').fsPath,
      }),
      // The others say which files are left out of the index.
      synchronize: { configurationSection: ['elmoLens', 'files.exclude', 'search.exclude'] },
      middleware: {
        provideReferences: (...parameters) => findReferences(client, ...parameters),
        workspace: {
          configuration: ({ items }) =>
            items.map(({ scopeUri, section }) => {
              const uri = scopeUri === undefined ? undefined : Uri.parse(scopeUri);
              return section === 'elmoLens'
                ? allSettings(uri)
                : workspace.getConfiguration(undefined, uri).get(section!);
            }),
        },
      },
    },
  );
  return client;
}

type ReferenceParameters = Parameters<NonNullable<Middleware['provideReferences']>>;

/** Searches the tabs that were never shown, too. */
async function findReferences(client: LanguageClient, ...[document, position, options, token]: ReferenceParameters) {
  const parameters: SenseReferenceParams = {
    ...client.code2ProtocolConverter.asReferenceParams(document, position, options),
    alsoSearch: await unopenedDocuments(),
  };
  try {
    const found = await client.sendRequest(ReferencesRequest.type, parameters, token);
    return await client.protocol2CodeConverter.asReferences(found, token);
  } catch (error) {
    return client.handleFailedRequest(ReferencesRequest.type, token, error, null);
  }
}

/** Ends the server if it runs, in two seconds at most, and starts it again. */
export async function restart(client: LanguageClient): Promise<void> {
  // A server that does not answer fails here; the library ends its process.
  if (client.isRunning())
    await client.stop().catch((error) => client.warn('The server did not stop by itself', error, false));
  await client.start();
}
