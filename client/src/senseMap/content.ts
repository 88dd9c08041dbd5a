/** A sense map in words and percent, as its page shows it. Knows nothing of VS Code. */
import * as l10n from '@vscode/l10n';
import { partOfSpeechName } from '../../../server/src/features/senseMarkdown.ts';
import type { SenseMap, SenseMapUse } from '../../../server/src/protocol.ts';
import type { SenseMapContent } from '../webview/messages.ts';
import { percent } from '../wording.ts';
import { layOut } from './layout.ts';

/** As many colours as can be told apart; the page has as many, and one more for all other senses. */
const MAXIMUM_SENSES = 6;

const wording = {
  heading: (lemma: string, pos: string) => l10n.t('{0} ({1})', lemma, pos),
  summary: (uses: number) =>
    l10n.t('{0} uses in the open documents. Those that lie close together are used alike.', uses),
  more: (uses: number) => l10n.t('Only the nearest {0} uses are shown: there are more.', uses),
  keys: () => l10n.t('Arrow keys walk from use to use. Enter or a click goes to the text.'),
  variance: (share: string) => l10n.t('The map shows {0} of what the uses differ in for the language model.', share),
  mapLabel: (lemma: string) => l10n.t('Map of the uses of {0}', lemma),
  legend: () => l10n.t('Senses'),
  otherSenses: (senses: number) => l10n.t('{0} rarer senses', senses),
  share: (uses: number, all: number) => l10n.t('{0} of {1}', uses, all),
  caption: (file: string, line: number, probability: string) =>
    l10n.t('{0}, line {1} · {2} sure', file, line, probability),
  label: (sentence: string, definition: string, caption: string) =>
    l10n.t('{0} Means: {1}. {2}', sentence, definition, caption),
  current: () => l10n.t('at the cursor'),
};

/** `nameOf` gives the short name of a document. */
export function senseMapContent(map: SenseMap, nameOf: (uri: string) => string): SenseMapContent {
  const groups = groupsOf(map);
  const places = layOut(map.uses);
  return {
    heading: wording.heading(map.lemma, partOfSpeechName(map.pos)),
    summary: wording.summary(map.uses.length),
    notes: [
      ...(map.more ? [wording.more(map.uses.length)] : []),
      wording.keys(),
      wording.variance(percent(map.shares[0] + map.shares[1])),
    ],
    mapLabel: wording.mapLabel(map.lemma),
    legendLabel: wording.legend(),
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
    currentLabel: wording.current(),
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
