import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The file in a folder of translations that speaks to the user of a locale, an IETF language tag as LSP's `initialize`
 * has it; undefined where there is none, and English is spoken. Files are named as VS Code names its display languages.
 */
export function translationsFor(locale: string | undefined, folder: string): string | undefined {
  const language = displayLanguage(locale ?? 'en');
  const path = join(folder, `bundle.l10n.${language}.json`);
  return language !== undefined && existsSync(path) ? path : undefined;
}

/** VS Code tells the two scripts of Chinese apart by a country; of other languages, the country does not matter here. */
function displayLanguage(locale: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(locale).maximize();
    if (language !== 'zh') return language;
    return script === 'Hans' ? 'zh-cn' : 'zh-tw';
  } catch {
    return undefined; // no language tag
  }
}
