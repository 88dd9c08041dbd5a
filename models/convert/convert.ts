import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { withChecksum } from '../../server/src/checksum.ts';
import {
  dataFileOf,
  GRAPH_FILES,
  MANIFEST_FILE,
  type Manifest,
  SOFTMAX_FILE,
  sha256,
} from '../../server/src/elmo/manifest.ts';
import { ConversionError } from './conversionError.ts';
import { lstmGraph } from './lstmGraph.ts';
import { readOptions } from './officialOptions.ts';
import { readWeights } from './officialWeights.ts';
import { Graph, type Storage } from './onnxGraph.ts';
import { readVocabulary } from './softmax.ts';
import { tokenEncoderGraph } from './tokenEncoderGraph.ts';

export interface ConversionRequest {
  /** Paths of an official pair, `options.json` and `weights.hdf5`. */
  readonly options: string;
  readonly weights: string;
  /** Path of the softmax's words; without it the model gets none. */
  readonly vocabulary?: string | undefined;
  /** Of the matrices; exact, where it is left out. */
  readonly storage?: Storage | undefined;
  /** Folder for the converted model; made if it is not there, other files in it stay. */
  readonly output: string;
}

/**
 * Converts an official pair into the runtime's model folder and returns its manifest. Files are written into a folder
 * beside the output and moved there when all are complete, the manifest last. Throws `ConversionError`.
 */
export async function convert(request: ConversionRequest, report: (line: string) => void): Promise<Manifest> {
  report(`Reading ${request.options}`);
  const options = await readOptions(request.options);
  report(`Reading ${request.weights}`);
  const vocabulary = request.vocabulary === undefined ? undefined : await readVocabulary(request.vocabulary);
  const weights = await readWeights(request.weights, options, vocabulary);

  const { tokenEncoder, forward, backward } = GRAPH_FILES;
  const builders: [string, (graph: Graph) => void][] = [
    [tokenEncoder, (graph) => tokenEncoderGraph(graph, weights, options)],
    [forward, (graph) => lstmGraph(graph, weights.forward, options)],
    [backward, (graph) => lstmGraph(graph, weights.backward, options)],
  ];
  const files = new Map<string, Uint8Array>();
  for (const [name, build] of builders) {
    report(`Building ${name}`);
    const graph = Graph.model(name.replace('.onnx', ''), dataFileOf(name), request.storage);
    build(graph);
    const { model, data } = graph.serialise();
    files.set(name, model);
    files.set(dataFileOf(name), data);
  }

  const manifest: Manifest = {
    format: 1,
    bilm: await sha256(request.weights),
    options,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, describe(bytes)])),
    ...(weights.softmax && { softmax: describe(weights.softmax) }),
  };
  if (weights.softmax) files.set(SOFTMAX_FILE, weights.softmax);
  files.set(MANIFEST_FILE, Buffer.from(withChecksum(manifest)));
  await writeTogether(resolve(request.output), files).catch((error: NodeJS.ErrnoException) => {
    throw new ConversionError(`${request.output}: cannot be written (${error.code}).`);
  });
  for (const [name, bytes] of files) report(`Wrote ${join(request.output, name)} (${bytes.length} bytes)`);
  return manifest;
}

function describe(bytes: Uint8Array): Manifest['files'][string] {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

async function writeTogether(output: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  const beside = await mkdtemp(join(dirname(output), `.${basename(output)}-`));
  try {
    for (const [name, bytes] of files) await writeFile(join(beside, name), bytes);
    await mkdir(output, { recursive: true });
    for (const name of files.keys()) await rename(join(beside, name), join(output, name));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
