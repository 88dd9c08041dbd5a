declare module 'indefinite' {
  /** The word with its indefinite article before it: *an hour*. */
  export default function indefinite(word: string, options?: { readonly articleOnly?: boolean }): string;
}
