import * as l10n from '@vscode/l10n';

/** What each layer of a biLM knows about a word (Peters et al. 2018, section 5), in plain words. */
export function layerInWords(layer: number): { readonly name: string; readonly explanation: string } {
  const layers = [
    { name: l10n.t('Word alone'), explanation: l10n.t('layer 0, how the word is spelt, without its context') },
    { name: l10n.t('Grammar'), explanation: l10n.t('layer 1, how the word is used in its sentence') },
    { name: l10n.t('Meaning'), explanation: l10n.t('layer 2, what the word means in its sentence') },
  ];
  return layers[layer] ?? { name: l10n.t('Layer {0}', layer), explanation: l10n.t('a deeper layer of this model') };
}
