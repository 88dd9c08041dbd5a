/** The document of a web page in VS Code. What the page shows comes later, as messages. */
export interface PageParts {
  /** Of what the page says, as a language tag. */
  readonly language: string;
  readonly title: string;
  /** Addresses that the webview may load. */
  readonly script: string;
  readonly style: string;
  /** Where the webview's own resources come from, as its content security policy names it. */
  readonly cspSource: string;
  /** Random, a new one for each document: letters and digits. */
  readonly nonce: string;
}

/** A document that may run its one script and load its one style sheet, and nothing else. */
export function pageHtml({ language, title, script, style, cspSource, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(style)}">
  </head>
  <body>
    <main id="page"></main>
    <script nonce="${escapeHtml(nonce)}" src="${escapeHtml(script)}"></script>
  </body>
</html>
`;
}

/** The text as it stands for itself in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
