/** A sense map in words and percent, as its page shows it. Knows nothing of VS Code. */
import type { SenseMap, SenseMapUse } from '../../../server/src/protocol.ts';
import type { SenseMapContent } from '../webview/messages.ts';
import { percent } from '../wording.ts';
import { layOut } from './layout.ts';

/** As many colours as can be told apart; the page has as many, and one more for all other senses. */
const MAXIMUM_SENSES = 6;

const wording = {
  heading: (lemma: string, pos: string) => `${lemma} (${pos})`,
  summary: (uses: number) => `${uses} uses in the open documents. Those that lie close together are used alike.`,
  more: (uses: number) => `Only the nearest ${uses} uses are shown: there are more.`,
  keys: 'Arrow keys walk from use to use. Enter or a click goes to the text.',
  variance: (share: string) => `The map shows ${share} of what the uses differ in for the language model.`,
  mapLabel: (lemma: string) => `Map of the uses of ${lemma}`,
  legend: 'Senses',
  otherSenses: (senses: number) => `${senses} rarer senses`,
  share: (uses: number, all: number) => `${uses} of ${all}`,
  caption: (file: string, line: number, probability: string) => `${file}, line ${line} · ${probability} sure`,
  label: (sentence: string, definition: string, caption: string) => `${sentence} Means: ${definition}. ${caption}`,
  current: 'at the cursor',
  partsOfSpeech: { n: 'noun', v: 'verb', a: 'adjective', r: 'adverb' },
};

/** `nameOf` gives the short name of a document. */
export function senseMapContent(map: SenseMap, nameOf: (uri: string) => string): SenseMapContent {
  const groups = groupsOf(map);
  const places = layOut(map.uses);
  return {
    heading: wording.heading(map.lemma, wording.partsOfSpeech[map.pos]),
    summary: wording.summary(map.uses.length),
    notes: [
      ...(map.more ? [wording.more(map.uses.length)] : []),
      wording.keys,
      wording.variance(percent(map.shares[0] + map.shares[1])),
    ],
    mapLabel: wording.mapLabel(map.lemma),
    legendLabel: wording.legend,
    senses: groups.map(({ definition, contains }) => ({
      definition,
      share: wording.share(map.uses.filter(({ sense }) => contains(sense)).length, map.uses.length),
    })),
    points: map.uses.map((use, i) => ({
      ...places[i]!,
      ...describe(use, map.senses[use.sense]!.definition, nameOf(use.uri)),
      sense: groups.findIndex(({ contains }) => contains(use.sense)),
    })),
    current: map.current,
    currentLabel: wording.current,
  };
}

/** The senses that get a colour of their own; if there are more than colours, the rarest share one. */
function groupsOf({ senses }: SenseMap): { definition: string; contains: (sense: number) => boolean }[] {
  const own = senses.length > MAXIMUM_SENSES + 1 ? senses.slice(0, MAXIMUM_SENSES) : senses;
  const groups = own.map(({ definition }, i) => ({ definition, contains: (sense: number) => sense === i }));
  if (own.length === senses.length) return groups;
  const definition = wording.otherSenses(senses.length - own.length);
  return [...groups, { definition, contains: (sense) => sense >= own.length }];
}

function describe({ before, word, after, range, probability }: SenseMapUse, definition: string, file: string) {
  const caption = wording.caption(file, range.start.line + 1, percent(probability));
  const label = wording.label(`${before}${word}${after}`, definition, caption);
  return { definition, before, word, after, caption, label };
}
