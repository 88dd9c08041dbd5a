/**
 * The index process: owns the store, which is mapped into its memory, so that a damaged file ends this process and no
 * other; and searches, so that the server needs not. Started by `IndexClient`; leaves when its parent does.
 */
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { serveParent } from '../childProcess/serve.ts';
import { LocalIndex } from './localIndex.ts';
import { type IndexProcessOptions, type IndexRequest, REPLACED_EXIT_CODE } from './messages.ts';

/** How often is looked for what other processes wrote, so that a search finds little to be read. */
const FOLLOW_MS = 1000;

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

process.umask(0o077); // what is written is text of the user's
const options = JSON.parse(process.argv[2] ?? '') as IndexProcessOptions;
serveParent<IndexRequest, unknown>(async () => {
  const index = await LocalIndex.open({ ...options, log });
  const leaveIfReplaced = (): void => {
    if (!index.isCurrent) process.exit(REPLACED_EXIT_CODE);
  };
  setInterval(() => {
    leaveIfReplaced();
    index.follow().catch((error: Error) => log(`The index could not be read. ${error.message}`));
  }, FOLLOW_MS).unref();
  const searches = new Map<number, CancellationTokenSource>();

  const search = async (request: Extract<IndexRequest, { kind: 'search' }>) => {
    const cancellation = new CancellationTokenSource();
    searches.set(request.number, cancellation);
    try {
      return await index.search(request.query, cancellation.token);
    } finally {
      searches.delete(request.number);
      cancellation.dispose();
    }
  };
  return async (request) => {
    leaveIfReplaced();
    switch (request.kind) {
      case 'files':
        return index.files(request.folders);
      case 'lacking':
        return index.lacking(request.keys);
      case 'addVectors':
        return index.addVectors(request.vectors);
      case 'putFile':
        return index.putFile(request.file);
      case 'confirm':
        return index.confirm(request.files);
      case 'remove':
        return index.remove(request.uris);
      case 'search':
        return search(request);
      case 'cancel':
        return searches.get(request.number)?.cancel();
    }
  };
});
