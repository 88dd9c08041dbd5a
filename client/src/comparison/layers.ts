/** What each layer of a biLM knows about a word (Peters et al. 2018, section 5), in plain words. */
const LAYERS = [
  { name: 'Word alone', explanation: 'layer 0, how the word is spelt, without its context' },
  { name: 'Grammar', explanation: 'layer 1, how the word is used in its sentence' },
  { name: 'Meaning', explanation: 'layer 2, what the word means in its sentence' },
];

export function layerInWords(layer: number): { readonly name: string; readonly explanation: string } {
  return LAYERS[layer] ?? { name: `Layer ${layer}`, explanation: 'a deeper layer of this model' };
}
