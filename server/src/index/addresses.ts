import { fileURLToPath } from 'node:url';

/** The address of a file in a folder, both as VS Code writes them; `path` is relative, with slashes. */
export function addressIn(folder: string, path: string): string {
  return `${folder.replace(/\/$/, '')}/${encoded(path)}`;
}

/** An address in VS Code's form, so that two of one file are equal; as it is where it is none of a file. */
export function normalAddress(uri: string): string {
  if (!uri.startsWith('file://')) return uri;
  try {
    return `file://${encoded(decodeURIComponent(uri.slice('file://'.length)))}`;
  } catch {
    return uri;
  }
}

/** The path of a file on this machine; undefined for any other address. */
export function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** Escapes all but letters, digits, `-._~` and slashes. */
function encoded(path: string): string {
  return encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
