/** How what is stored looks in bytes: each record ends with a checksum over its key and itself. */
import { hash } from 'node:crypto';
import * as z from 'zod';
import type { IndexedFile } from './sentenceIndex.ts';

const CHECKSUM_BYTES = 8;

/** The start of the SHA-256 of key and value: a record that was damaged, or is found under another key, is told by it. */
function checksum(key: Uint8Array, value: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([key, value]), 'buffer').subarray(0, CHECKSUM_BYTES);
}

export function seal(key: Uint8Array, value: Uint8Array): Buffer {
  return Buffer.concat([value, checksum(key, value)]);
}

/** The checksum at the end of a record. */
export function sealOf(record: Buffer): Buffer {
  return record.subarray(Math.max(0, record.length - CHECKSUM_BYTES));
}

/** The value in a record; undefined where it is not what was sealed under that key. */
export function unseal(key: Uint8Array, record: Uint8Array): Uint8Array | undefined {
  const value = record.subarray(0, Math.max(0, record.length - CHECKSUM_BYTES));
  return checksum(key, value).equals(record.subarray(value.length)) ? value : undefined;
}

/** A sentence in few characters: key, text, line and character of its start and end. */
const compactSentence = z.tuple([z.string(), z.string(), z.int(), z.int(), z.int(), z.int()]);
const compactFile = z.object({
  uri: z.string(),
  changed: z.number(),
  size: z.number(),
  hash: z.string(),
  sentences: z.array(compactSentence),
});

export function encodeFile({ sentences, ...state }: IndexedFile): Uint8Array {
  const compact: z.infer<typeof compactFile> = {
    ...state,
    sentences: sentences.map(({ key, text, range: { start, end } }) => [
      key,
      text,
      start.line,
      start.character,
      end.line,
      end.character,
    ]),
  };
  return Buffer.from(JSON.stringify(compact));
}

/** Throws where the bytes are no file, which a record that could be unsealed never is. */
export function decodeFile(bytes: Uint8Array): IndexedFile {
  const { sentences, ...state } = compactFile.parse(JSON.parse(Buffer.from(bytes).toString()));
  return {
    ...state,
    sentences: sentences.map(([key, text, startLine, startCharacter, endLine, endCharacter]) => ({
      key,
      text,
      range: {
        start: { line: startLine, character: startCharacter },
        end: { line: endLine, character: endCharacter },
      },
    })),
  };
}
