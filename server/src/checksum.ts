import { hash } from 'node:crypto';

const BLANK = '0'.repeat(64);
const CHECKSUM = /"checksum": ?"([0-9a-f]{64})"/u;

/**
 * Whether a JSON text is as it was written: its member `checksum` is the SHA-256 of the text with zeros in its place. A
 * text without one is taken as it is.
 */
export function isAsWritten(text: string): boolean {
  const [member, checksum] = CHECKSUM.exec(text) ?? [];
  return member === undefined || checksum === hash('sha256', text.replace(member, member.replace(checksum!, BLANK)));
}

/** An object as indented JSON that says its own checksum. */
export function withChecksum(value: object): string {
  const text = `${JSON.stringify({ ...value, checksum: BLANK }, null, 2)}\n`;
  return text.replace(`"checksum": "${BLANK}"`, `"checksum": "${hash('sha256', text)}"`);
}
