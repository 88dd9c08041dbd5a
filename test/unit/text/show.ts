import { parseProse } from '../../../server/src/text/prose.ts';
import type { ProseLanguage, Sentence } from '../../../server/src/text/types.ts';

/** The paragraphs of a text, each as its sentences, each as its model tokens. */
export function tokensOf(text: string, language: ProseLanguage): string[][] {
  return parseProse(text, language).map(({ sentences }) =>
    sentences.map(({ tokens }) => tokens.map((token) => token.text).join(' ')),
  );
}

/** Every token of a text with the source it stands for, where that is not the token itself: `"=“`. */
export function changedTokens(text: string, language: ProseLanguage): string[] {
  return sentencesOf(text, language)
    .flatMap(({ tokens }) => tokens)
    .map((token) => ({ text: token.text, source: text.slice(token.start, token.end) }))
    .filter((token) => token.text !== token.source)
    .map((token) => `${token.text}=${token.source}`);
}

export function sentencesOf(text: string, language: ProseLanguage): Sentence[] {
  return parseProse(text, language).flatMap(({ sentences }) => sentences);
}
