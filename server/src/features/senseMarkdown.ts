import * as l10n from '@vscode/l10n';
import type { PinnedReading } from '../heads/pinnedSenses.ts';

/** Below this probability the first sense is only "most likely". */
const SURE = 0.5;
const MAX_OTHERS = 4;
const MAX_SYNONYMS = 6;

type Word = Pick<PinnedReading, 'lemma' | 'pos' | 'senses' | 'pinned'>;

export function partOfSpeechName(pos: Word['pos']): string {
  return { n: l10n.t('noun'), v: l10n.t('verb'), a: l10n.t('adjective'), r: l10n.t('adverb') }[pos];
}

/** The hover for a word: the sense meant here, how sure that is, and what else the word could mean. */
export function senseMarkdown({ lemma, pos, senses, pinned }: Word): string {
  const [meant, ...others] = senses;
  if (!meant) return '';
  const lines = [`**${escapeMarkdown(lemma)}** · *${partOfSpeechName(pos)}* · ${certainty(senses, pinned)}`];
  lines.push('', escapeMarkdown(meant.definition));
  if (meant.examples[0]) lines.push('', `*“${escapeMarkdown(meant.examples[0])}”*`);
  const synonyms = meant.words.filter((synonym) => synonym.toLowerCase() !== lemma.toLowerCase());
  if (synonyms.length > 0) {
    lines.push('', l10n.t('Synonyms: {0}', synonyms.slice(0, MAX_SYNONYMS).map(escapeMarkdown).join(', ')));
  }
  if (others.length > 0) {
    lines.push('', '---', '');
    for (const { probability, definition } of others.slice(0, MAX_OTHERS)) {
      const share = pinned === 'here' ? '' : `${percent(probability)} · `;
      lines.push(`- ${share}${escapeMarkdown(definition)}`);
    }
    const more = others.length - MAX_OTHERS;
    if (more > 0) lines.push('', `*${more === 1 ? l10n.t('and 1 more sense') : l10n.t('and {0} more senses', more)}*`);
  }
  return lines.join('\n');
}

function certainty([meant, ...others]: Word['senses'], pinned: Word['pinned']): string {
  if (pinned === 'here') return l10n.t('pinned by you');
  if (others.length === 0) return l10n.t('only sense');
  const share = percent(meant!.probability);
  if (pinned === 'elsewhere') return l10n.t('{0}, by your pin in this document', share);
  return meant!.probability < SURE ? l10n.t('unsure, most likely ({0})', share) : share;
}

function percent(probability: number): string {
  const rounded = Math.round(probability * 100);
  if (rounded === 0) return '< 1 %';
  return rounded === 100 ? '> 99 %' : `${rounded} %`;
}

/** The text with everything that Markdown or HTML would read as markup made harmless. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
