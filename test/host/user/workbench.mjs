/** A user in front of VS Code: the extension is installed from its VSIX, and everything goes through mouse and keys. */
import { dirname } from 'node:path';
import { launchChromium } from '../code-server/browser.mjs';
import { VSCodeServer } from '../code-server/server.mjs';
import { findTextPlace } from './textPlaces.mjs';

/** VS Code's name of each theme, and the class that the workbench has with it. */
export const THEMES = {
  light: { name: 'Light Modern', className: 'vs' },
  dark: { name: 'Dark Modern', className: 'vs-dark' },
  highContrast: { name: 'Default High Contrast', className: 'hc-black' },
  highContrastLight: { name: 'Default High Contrast Light', className: 'hc-light' },
};

/** A window with nothing in it that a writer does not need. */
const PLAIN_LOOK = {
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own variable
  'window.title': '${activeEditorShort}',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

const HOVER = '.monaco-editor .monaco-hover:visible, .monaco-resizable-hover:visible .monaco-hover';
const PATIENCE_MS = 60_000;

export class Workbench {
  #server;
  #browser;

  constructor(server, browser, page) {
    this.#server = server;
    this.#browser = browser;
    /** Playwright's page, for what the methods below do not cover. */
    this.page = page;
  }

  /**
   * Opens a file in a fresh VS Code that has the extension installed, and waits until its text can be seen.
   * @param {object} options
   * @param {string} options.vsix
   * @param {string} options.file absolute path; its folder is opened with it
   * @param {keyof typeof THEMES} [options.theme]
   * @param {Record<string, unknown>} [options.settings]
   * @param {{ width: number, height: number }} [options.size] of the window, in CSS pixels
   * @returns {Promise<Workbench>}
   */
  static async open({ vsix, file, theme = 'dark', settings = {}, size = { width: 1280, height: 800 } }) {
    const server = await VSCodeServer.start({ vsix, settings: { ...PLAIN_LOOK, ...settings, ...themeSetting(theme) } });
    const browser = await launchChromium();
    try {
      // Two device pixels each, so that a picture stays sharp on a good screen.
      const page = await browser.newPage({ viewport: size, deviceScaleFactor: 2 });
      await page.goto(server.url(dirname(file), [['openFile', server.uri(file)]]));
      await page.locator('.editor-instance .view-line').first().waitFor({ timeout: PATIENCE_MS });
      const workbench = new Workbench(server, browser, page);
      await workbench.#themeShown(theme);
      return workbench;
    } catch (error) {
      await browser.close();
      await server.stop();
      throw error;
    }
  }

  async close() {
    await this.#browser.close();
    await this.#server.stop();
  }

  /** Switches the colour theme. */
  async setTheme(theme) {
    this.#server.changeSettings(themeSetting(theme));
    await this.#themeShown(theme);
  }

  async changeSettings(settings) {
    this.#server.changeSettings(settings);
  }

  async #themeShown(theme) {
    await this.page.locator(`.monaco-workbench.${THEMES[theme].className}`).waitFor();
  }

  /**
   * Rests the mouse on a word of the visible text until a hover shows, trying again while the server starts.
   * @param {string} word
   * @param {object} [options]
   * @param {number} [options.occurrence] which of several, from 1
   * @param {RegExp} [options.showing] what the hover must contain; anything, unless given
   * @returns {Promise<string>} the hover's text
   */
  async hoverWord(word, { occurrence = 1, showing = /\S/ } = {}) {
    const hover = this.page.locator(HOVER).filter({ hasText: showing }).first();
    return this.#until(`a hover on "${word}"`, async () => {
      const { middle } = await this.#place(word, occurrence);
      await this.page.mouse.move(middle.x, middle.y + 200);
      await this.page.mouse.move(middle.x, middle.y, { steps: 3 });
      await hover.waitFor({ state: 'visible', timeout: 3000 });
      // biome-ignore lint/performance/useDomNodeTextContent: lines as they are seen
      const text = await hover.innerText();
      if (/^Loading/.test(text)) throw new Error('still loading');
      return text;
    });
  }

  /** Clicks on a word of the visible text, which puts the cursor there. */
  async clickText(text, occurrence = 1) {
    const { middle } = await this.#place(text, occurrence);
    await this.page.mouse.click(middle.x, middle.y);
  }

  /** Selects visible text; with `add`, in addition to what is selected. */
  async selectText(text, { occurrence = 1, add = false } = {}) {
    const { start, end } = await this.#place(text, occurrence);
    if (add) await this.page.keyboard.down('Alt');
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 5 });
    await this.page.mouse.up();
    if (add) await this.page.keyboard.up('Alt');
  }

  /** Runs a command by its title in the command palette, as "ELMo Lens: Find Semantically Similar". */
  async runCommand(title) {
    // Out of the way, so that no tooltip comes up.
    await this.page.mouse.move(0, 0);
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: title });
    await row.waitFor({ timeout: PATIENCE_MS });
    await this.page.keyboard.press('Enter');
  }

  /** Chooses an item of the list that is open over the editor. */
  async chooseItem(label) {
    const item = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first();
    await item.waitFor({ timeout: PATIENCE_MS });
    await item.click();
  }

  /** The first element of the visible webview that a selector fits, as soon as it is there. */
  async webviewElement(selector) {
    const page = this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    const element = page.locator(selector).first();
    await element.waitFor({ timeout: PATIENCE_MS });
    return element;
  }

  /** Opens the editor's context menu on a word, and a submenu of it. */
  async openContextMenu(word, submenu) {
    const { middle } = await this.#place(word, 1);
    await this.page.mouse.click(middle.x, middle.y, { button: 'right' });
    const item = this.page.locator('.context-view .action-menu-item').filter({ hasText: submenu }).first();
    await item.hover();
    await this.page.locator('.context-view .monaco-submenu .action-menu-item').first().waitFor();
  }

  /** Opens the status bar's language entry ({}), which shows the language server's status. */
  async openLanguageStatus() {
    await this.page.locator('#status\\.languageStatus').hover();
    await this.page.locator('.hover-language-status:visible').first().waitFor();
  }

  /** Gives an answer that leaves no trace in the page to wait for the time to show. */
  async pause(milliseconds = 2000) {
    await this.page.waitForTimeout(milliseconds);
  }

  /** Waits until the editor shows an extension's decorations (as highlighted entities are) and its lines stay as they are. */
  async waitForDecorations() {
    await this.waitFor('.view-overlays [class*="ced-"], .view-lines [class*="ced-"]');
    let before;
    await this.#until('an editor at rest', async () => {
      await this.pause(1000);
      // Hints beside the text come later than colours and move the text.
      const now = await this.page.locator('.editor-instance .view-line').allTextContents();
      const same = now.join('\n') === before;
      before = now.join('\n');
      if (!same) throw new Error('it still changes');
    });
  }

  /** Waits until an element is there. */
  async waitFor(selector) {
    await this.page.locator(selector).first().waitFor({ state: 'attached', timeout: PATIENCE_MS });
  }

  /**
   * Writes a picture of the window, or of a part of it.
   * @param {string} path
   * @param {string} [part] selector of the part
   */
  async screenshot(path, part = '.monaco-workbench') {
    const clip = await this.page.locator(part).first().boundingBox();
    // What fades in or blinks is complete, so that a picture comes out the same each time.
    await this.page.screenshot({ path, clip, animations: 'disabled', caret: 'hide' });
  }

  async #place(text, occurrence) {
    return this.#until(`the text "${text}"`, async () => {
      const place = await this.page.evaluate(findTextPlace, { text, occurrence });
      if (!place) throw new Error('not in sight');
      return place;
    });
  }

  /** Tries again until it works; what the user waits for may not be there yet. */
  async #until(what, attempt) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (Date.now() > end) throw new Error(`${what} did not show within ${PATIENCE_MS / 1000} s: ${error.message}`);
        await this.page.waitForTimeout(200);
      }
    }
  }
}

function themeSetting(theme) {
  return { 'workbench.colorTheme': THEMES[theme].name };
}
