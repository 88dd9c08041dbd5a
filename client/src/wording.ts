/** Texts made short enough for the places where they are shown. */

/** "87 %" for 0.87. */
export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

/** The text on one line, at most `length` characters of it. */
export function excerpt(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

/** What an error's message comes to, on a short line: its first clause, without brackets, files by their last name. */
export function gist(message: string): string {
  const [clause = ''] = message
    .replaceAll(/ \([^)]*\)|（[^）]*）/g, '')
    .replaceAll(/\S*[\\/](?=[^\\/\s])/g, '')
    .split(/[.:;](?=\s|$)|[。：；]/);
  return excerpt(clause, 60);
}
