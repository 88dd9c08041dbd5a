/** The pictures that `npm run screenshots` takes: what of the extension they show, and in what state. */

/**
 * One function a picture: it brings the workbench, whose sample document shows its entities, into the state to show.
 * @type {Record<string, (workbench: import('../test/host/user/workbench.mjs').Workbench) => Promise<unknown>>}
 */
export const PICTURES = {
  entities: async () => {},

  'hover-river': (workbench) => workbench.hoverWord('bank', { occurrence: 1 }),

  'hover-money': (workbench) => workbench.hoverWord('bank', { occurrence: 2 }),

  similar: async (workbench) => {
    await workbench.clickText('A week later the bank lent');
    await workbench.runCommand('ELMo Lens: Find Semantically Similar');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row');
  },

  measures: async (workbench) => {
    await workbench.runCommand('ELMo Lens: Choose What Similar Means…');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Grammar")');
    await workbench.pause();
  },

  'similar-grammar': async (workbench) => {
    await workbench.clickText('A week later the bank lent');
    await workbench.runCommand('ELMo Lens: Find Semantically Similar');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row');
    await workbench.runCommand('ELMo Lens: Choose What Similar Means…');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Grammar")');
    await workbench.page.keyboard.type('Grammar');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] :text("by grammar")');
    await workbench.pause();
  },

  repeated: async (workbench) => {
    await workbench.runCommand('ELMo Lens: Find Repeated Passages');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Open documents")');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row');
    await workbench.pause();
  },

  compare: async (workbench) => {
    await workbench.selectText('bank', { occurrence: 1 });
    await workbench.selectText('bank', { occurrence: 2, add: true });
    await workbench.runCommand('ELMo Lens: Compare Two Selections');
    await workbench.pause();
  },

  'word-by-word': async (workbench) => {
    await workbench.selectText('Thirty years later she went to the bank to ask for money.');
    await workbench.selectText('A week later the bank lent her more money.', { add: true });
    await workbench.runCommand('ELMo Lens: Compare Two Selections');
    await workbench.chooseItem('Show Word by Word');
    await workbench.webviewElement('.cell.closest').then((cell) => cell.hover());
  },

  uses: async (workbench) => {
    await workbench.clickText('bank', 2);
    await workbench.runCommand('ELMo Lens: Find Uses by Sense');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row:has-text("uses")');
    await workbench.pause();
  },

  'sense-map': async (workbench) => {
    await workbench.clickText('bank', 2);
    await workbench.runCommand('ELMo Lens: Show Sense Map');
    await workbench.webviewElement('.point.current');
    await workbench.pause();
  },

  tone: async (workbench) => {
    await workbench.clickText('In December it rained');
    await workbench.runCommand('ELMo Lens: Read the Tone');
    await workbench.pause();
  },

  'tone-hints': async (workbench) => {
    await workbench.waitFor('.view-line:has-text("negative")');
    await workbench.pause();
  },

  latex: (workbench) => workbench.hoverWord('bank', { occurrence: 1 }),

  follow: async (workbench) => {
    await workbench.runCommand('ELMo Lens: Follow the Cursor');
    await workbench.clickText('money', 2);
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row');
    await workbench.pause();
  },

  'same-sense': async (workbench) => {
    await workbench.clickText('bank', 2);
    await workbench.pause();
  },

  'unlikely-words': async (workbench) => {
    await workbench.waitFor('.squiggly-info');
    await workbench.hoverWord('affect', { showing: /did you mean/ });
  },

  'unlikely-word-fix': async (workbench) => {
    await workbench.waitFor('.squiggly-info');
    await workbench.clickText('form');
    await openWordActions(workbench);
  },

  references: async (workbench) => {
    await workbench.clickText('bank', 2);
    await workbench.runCommand('Go to References');
    await workbench.waitFor('.zone-widget .monaco-list-row');
    await workbench.pause();
  },

  synonyms: async (workbench) => {
    await workbench.clickText('miserable');
    await openWordActions(workbench);
  },

  'pin-a-sense': async (workbench) => {
    await workbench.clickText('bank', 2);
    await openWordActions(workbench);
  },

  pinned: async (workbench) => {
    await workbench.clickText('bank', 2);
    const actions = await openWordActions(workbench);
    await actions.filter({ hasText: 'means: a financial' }).first().click();
    await workbench.hoverWord('bank', { occurrence: 2, showing: /pinned by you/ });
  },

  'context-menu': async (workbench) => {
    await workbench.openContextMenu('Barclays', 'ELMo Lens');
  },

  status: async (workbench) => {
    await workbench.openLanguageStatus();
  },

  outline: async (workbench) => {
    await workbench.runCommand('Explorer: Focus on Outline View');
    await workbench.pause();
  },

  hide: async (workbench) => {
    await workbench.clickText('bank', 2);
    await workbench.runCommand('ELMo Lens: Hide…');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("This document")');
    await workbench.pause();
  },

  'hide-name': async (workbench) => {
    await workbench.clickText('Barclays');
    await workbench.runCommand('ELMo Lens: Hide…');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("This document")');
    await workbench.pause();
  },

  hidden: async (workbench) => {
    await hide(workbench, 'Barclays');
    await workbench.waitFor('.notification-toast');
    await workbench.pause();
  },

  'show-hidden': async (workbench) => {
    await hide(workbench, 'Barclays');
    await hide(workbench, 'bank', { down: 1 });
    await hide(workbench, 'river', { down: 3 });
    await workbench.runCommand('ELMo Lens: Hide…');
    await workbench.page.keyboard.type('Show Hidden');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Barclays")');
    await workbench.pause();
  },

  'hidden-file': async (workbench) => {
    await hide(workbench, 'river', { pick: 'This document' });
    await workbench.openLanguageStatus();
  },

  log: async (workbench) => {
    await workbench.openLanguageStatus();
    await workbench.page.locator('.hover-language-status:visible >> text=Show Log').first().click();
    await workbench.waitFor('.output-view .view-line');
    await workbench.pause();
  },
};

/** Texts of pictures that show another than the sample document. */
export const TEXTS = {
  'sense-map': 'test/fixtures/texts/two-years.md',
  latex: 'test/fixtures/texts/report.tex',
  repeated: 'test/fixtures/texts/minutes.md',
  'unlikely-words': 'test/fixtures/texts/slips.md',
  'unlikely-word-fix': 'test/fixtures/texts/slips.md',
};

/** Settings of pictures that show what is off at first. */
export const SETTINGS = {
  'tone-hints': { 'elmoLens.tone.inlayHints': true },
  'unlikely-words': { 'elmoLens.unlikelyWords.enabled': true, 'elmoLens.hover.senses': 'off' },
  'unlikely-word-fix': { 'elmoLens.unlikelyWords.enabled': true },
};

/** Hides the word or the name at a place: the one that the menu offers first, or one further `down`, or one by its text. */
async function hide(workbench, text, { down = 0, pick } = {}) {
  await workbench.clickText(text);
  await workbench.runCommand('ELMo Lens: Hide…');
  await workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Files like this")');
  if (pick) await workbench.page.keyboard.type(pick);
  for (let i = 0; i < down; i++) await workbench.page.keyboard.press('ArrowDown');
  await workbench.page.keyboard.press('Enter');
  await workbench.pause();
}

/** Opens the menu of what can be done with the word at the cursor. Returns its rows. */
async function openWordActions(workbench) {
  await workbench.runCommand('Quick Fix...');
  const rows = workbench.page.locator('.action-widget .monaco-list-row.action');
  await rows.first().waitFor();
  await workbench.pause();
  return rows;
}

/** Sizes of the window for the README's pictures: one by itself, and two beside each other. */
const WIDE = { width: 1280, height: 560 };
const HALF = { width: 1040, height: 660 };
/** High enough for a sentence near the end of the sample. */
const HIGH = { width: 1280, height: 800 };

/** The README's pictures in docs/: which of the above, and the part of the window to show. */
export const README_PICTURES = {
  hover: { picture: 'hover-river', part: '.part.editor', size: WIDE },
  entities: { picture: 'entities', part: '.part.editor', size: HALF },
  'same-sense': { picture: 'same-sense', part: '.part.editor', size: HIGH },
  'word-actions': { picture: 'synonyms', part: '.monaco-workbench', size: HALF },
  pinned: { picture: 'pinned', part: '.part.editor', size: HALF },
  'unlikely-words': { picture: 'unlikely-words', part: '.part.editor', size: { width: 1280, height: 380 } },
  similar: { picture: 'similar', part: '.monaco-workbench', size: HIGH },
  measures: { picture: 'measures', part: '.monaco-workbench', size: HALF },
  follow: { picture: 'follow', part: '.monaco-workbench', size: HIGH },
  repeated: { picture: 'repeated', part: '.monaco-workbench', size: HALF },
  uses: { picture: 'uses', part: '.monaco-workbench', size: HALF },
  references: { picture: 'references', part: '.part.editor', size: HALF },
  'sense-map': { picture: 'sense-map', part: '.monaco-workbench', size: HALF },
  'word-by-word': { picture: 'word-by-word', part: '.monaco-workbench', size: HIGH },
  tone: { picture: 'tone-hints', part: '.part.editor', size: HALF },
  latex: { picture: 'latex', part: '.part.editor', size: { width: 1360, height: 660 } },
  hide: { picture: 'hide', part: '.monaco-workbench', size: HALF },
};
