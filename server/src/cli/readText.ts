import { readFile } from 'node:fs/promises';

/** The text of a file that the user named. Throws a sentence where it can't be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`There is no file ${path}: check its name.`);
    if (code === 'EISDIR') throw new Error(`${path} is a folder: name the files in it that are to be read.`);
    throw new Error(`${path} can't be read: ${message}.`);
  }
}
