export interface Gloss {
  readonly definition: string;
  readonly examples: readonly string[];
}

/** Parts a WordNet gloss into its definition and the quoted examples after it. */
export function splitGloss(gloss: string): Gloss {
  const text = gloss.trim();
  const start = [...text.matchAll(/[;:,]\s*"/g)]
    .map(({ index }) => index)
    .find((index) => isClosed(text.slice(0, index)));
  if (start === undefined) return { definition: text, examples: [] };
  // The last closing quote is sometimes missing.
  const examples = [...text.slice(start).matchAll(/"([^"]*\w[^"]*)"?/g)].map(([, example]) => example!.trim());
  return { definition: text.slice(0, start).trim(), examples };
}

/** Whether all parentheses of `text` are closed: a quotation inside them belongs to the definition. */
function isClosed(text: string): boolean {
  return text.split('(').length === text.split(')').length;
}
