declare module 'stopword/dist/stopword.esm.mjs' {
  /** English. */
  export const eng: readonly string[];
}
