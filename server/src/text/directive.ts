const DIRECTIVE = /^\s*elmo-lens:\s*(on|off)\b/u;

/** What a comment of the document asks for: to leave the text after it alone (`elmo-lens: off`), or to read it again. */
export function directiveOf(comment: string): 'on' | 'off' | undefined {
  return DIRECTIVE.exec(comment)?.[1] as 'on' | 'off' | undefined;
}
