/** Finds a desktop VS Code on this machine. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath } from './common.mjs';

/**
 * VS Code's own executable (not the `code` script, which returns before the window closes): the file that the variable
 * ELMO_LENS_CODE names, else the one behind `code` on PATH. Undefined where there is none, or no display to show it on.
 * @returns {string | undefined}
 * @throws {Error} where ELMO_LENS_CODE names no file
 */
export function findDesktopVSCode() {
  const named = process.env.ELMO_LENS_CODE;
  if (named && !existsSync(named)) throw new Error(`ELMO_LENS_CODE names ${named}, and there is no such file.`);
  if (named) return executableOf(named);
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const script = hasDisplay ? findOnPath('code') : undefined;
  return script && executableOf(script);
}

/** `code` is a script in VS Code's folder; where it is not, it is taken for the executable itself. */
function executableOf(script) {
  const folder = dirname(realpathSync(script));
  const candidates = {
    linux: join(folder, '../code'),
    darwin: join(folder, '../../../MacOS/Electron'),
    win32: join(folder, '../Code.exe'),
  };
  const executable = candidates[process.platform];
  return executable && existsSync(executable) ? executable : script;
}
