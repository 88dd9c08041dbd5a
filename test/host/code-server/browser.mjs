/** Chromium for the VS Code server's workbench. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findOnPath } from '../../../scripts/common.mjs';

/**
 * The browser's path: variable CHROMIUM, else a Chromium or Chrome on PATH.
 * @throws {Error} with one sentence saying how to get one
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM names ${named}, and there is no such file.`);
  const found = named || findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  if (found) return found;
  throw new Error(
    'The VS Code server needs Chromium: install the Debian package "chromium" (sudo apt-get install chromium), or name a browser in the variable CHROMIUM.',
  );
}

/** @returns {Promise<import('playwright-core').Browser>} */
export function launchChromium() {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
  });
}
