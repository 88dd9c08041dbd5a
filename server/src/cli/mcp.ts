import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { z } from 'zod';
import { DocumentProse } from '../documents/prose.ts';
import { SimilarSearch } from '../features/similar.ts';
import { TextReader } from '../features/textReader.ts';
import type { Lens } from '../lens.ts';
import { parseProse } from '../text/prose.ts';
import type { Paragraph, ProseLanguage } from '../text/types.ts';
import { parseVisible } from '../text/visible.ts';
import { proseFiles } from './proseFiles.ts';

const text = z.string().describe('English prose');
const language = z
  .enum(['plaintext', 'markdown', 'latex'])
  .default('plaintext')
  .describe('how the text is marked up; offsets in the answer are UTF-16 units of the text as given');

/**
 * Offers `embed`, `senses`, `entities` and `similar` over the Model Context Protocol on standard input and output, until
 * the input ends. Files are read in `root` alone, and nothing is written.
 */
export async function serveMcp(
  lens: Lens,
  { root, version }: { readonly root: string; readonly version: string },
): Promise<void> {
  const server = new McpServer({ name: 'elmo-lens', version });
  const reader = new TextReader(lens, async (source, as) => parseProse(source, as));

  server.registerTool(
    'embed',
    {
      title: 'Sentence vectors',
      description:
        'A unit vector of 256 numbers for each sentence; the cosine of two says how close they are in meaning.',
      inputSchema: { text, language },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ text, language }) => answer(await reader.embed(text, language)),
  );
  server.registerTool(
    'senses',
    {
      title: 'Word senses',
      description: 'Which WordNet 3.0 sense each word of a text has where it stands, with its probability.',
      inputSchema: { text, language, word: z.string().optional().describe('only this word, in any of its forms') },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ text, language, word }) => answer(await reader.senses(text, language, word)),
  );
  server.registerTool(
    'entities',
    {
      title: 'Names',
      description: 'The people (PER), organisations (ORG), places (LOC) and other names (MISC) in a text.',
      inputSchema: { text, language },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ text, language }) => answer(await reader.entities(text, language)),
  );
  server.registerTool(
    'similar',
    {
      title: 'Search by meaning',
      description:
        "Sentences in the user's Markdown, LaTeX and text files that mean something like the query, best first, with file and line.",
      inputSchema: {
        query: z.string().describe('a sentence or a question'),
        path: z.string().default('.').describe(`a file or folder, relative to ${root}`),
        limit: z.int().min(1).max(100).default(10),
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ query, path, limit }) => answer(await similarInFiles(lens, root, { query, path, limit })),
  );

  const transport = new StdioServerTransport();
  await server.connect(transport);
  await once(process.stdin, 'end');
  await server.close();
}

async function similarInFiles(
  lens: Lens,
  root: string,
  { query, path, limit }: { readonly query: string; readonly path: string; readonly limit: number },
) {
  const files = new Map((await proseFiles(root, path)).map((file) => [pathToFileURL(file.path).href, file]));
  const search = new SimilarSearch({ get: () => undefined, all: () => [] }, new DocumentProse(parser), (name) =>
    lens.measure(name),
  );
  const alsoSearch = [...files].map(([uri, file]) => ({ uri, languageId: file.language, text: file.text }));
  const { results } = await search.search(
    { query: { text: query }, alsoSearch, limit },
    () => {},
    CancellationToken.None,
  );
  return results.map(({ uri, range, text, score }) => ({
    file: files.get(uri)!.path,
    line: range.start.line + 1,
    text,
    score,
  }));
}

/** Nothing else waits while a file is read, as it does in an editor. */
const parser = {
  parse: async (source: string, as: ProseLanguage): Promise<Paragraph[]> => parseProse(source, as),
  parseVisible: async (source: string, as: ProseLanguage, range: { start: number; end: number }) =>
    parseVisible(source, as, range),
};

function answer(result: unknown) {
  return { content: [{ type: 'text' as const, text: JSON.stringify(result) }] };
}
