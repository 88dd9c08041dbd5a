/**
 * The index process: owns the store, which is mapped into its memory, so that a damaged file ends this process and no
 * other; and searches, so that the server needs not. Started by `IndexClient`; leaves when its parent does.
 */
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { serveParent } from '../childProcess/serve.ts';
import { LocalIndex } from './localIndex.ts';
import type { IndexProcessOptions, IndexRequest } from './messages.ts';

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

process.umask(0o077); // what is written is text of the user's
const options = JSON.parse(process.argv[2] ?? '') as IndexProcessOptions;
serveParent<IndexRequest, unknown>(async () => {
  const index = await LocalIndex.open({ ...options, log });
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
