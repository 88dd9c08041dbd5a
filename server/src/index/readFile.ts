import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isWorthFinding, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import { mapInSlices } from '../slices.ts';
import { fileLanguage } from '../text/fileLanguage.ts';
import type { Paragraph, ProseLanguage } from '../text/types.ts';
import { pathOf } from './addresses.ts';
import type { FoundFile } from './crawl.ts';
import type { FileState, IndexedSentence } from './sentenceIndex.ts';
import { contentKey } from './vectors.ts';

export interface FileContent extends FileState {
  readonly text: string;
}

/** A sentence of a file, with the model's words for it. */
export interface ReadSentence extends IndexedSentence {
  readonly words: readonly string[];
}

/**
 * What is in a file now; undefined where it is no longer one that may be read: gone, a link, too large, or in a folder that
 * leads elsewhere. A file that is no text in UTF-8 counts as empty.
 */
export async function readContent({ folder, uri }: FoundFile, maximumBytes: number): Promise<FileContent | undefined> {
  const [path, home] = [pathOf(uri), pathOf(folder)];
  if (path === undefined || home === undefined) return undefined;
  try {
    const way = relative(await realpath(home), await realpath(path));
    if (way.startsWith('..') || isAbsolute(way)) return undefined;
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > maximumBytes) return undefined;
      const bytes = await file.readFile();
      const state = { uri, changed: stats.mtimeMs, size: stats.size, hash: hash('sha256', bytes, 'base64url') };
      return { ...state, text: decode(bytes) };
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? '' : text;
  } catch {
    return '';
  }
}

export type ParseFile = (text: string, language: ProseLanguage, token: CancellationToken) => Promise<Paragraph[]>;

/** The sentences of a file that are worth finding. Rejects as the parser does, and with `CancelledError`. */
export async function readSentences(
  { uri, text }: FileContent,
  parse: ParseFile,
  token: CancellationToken,
): Promise<ReadSentence[]> {
  const language = fileLanguage(uri) ?? 'plaintext';
  const document = TextDocument.create(uri, language, 0, text);
  const paragraphs = await parse(text, language, token);
  const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences).filter(isWorthFinding);
  return mapInSlices(
    sentences,
    (sentence) => {
      const range = protocolRange(document, sentence);
      const modelWords = words(sentence);
      const onOneLine = document.getText(range).replaceAll(/\s+/g, ' ');
      return { key: contentKey(modelWords), range, text: onOneLine, words: modelWords };
    },
    token,
  );
}
