/** The language server's process. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { installationAround } from './installation.ts';
import { MessageGate } from './routes/messageGate.ts';
import { startServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all, { messageStrategy: new MessageGate() });
startServer(connection, installationAround(__dirname));
