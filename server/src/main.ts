/** The language server's process. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { installationAround } from './installation.ts';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), installationAround(__dirname));
