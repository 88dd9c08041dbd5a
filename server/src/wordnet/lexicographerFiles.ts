/** Names of WordNet's lexicographer files by their number, from the manual page lexnames(5WN). */
export const LEXICOGRAPHER_FILES = [
  'adj.all',
  'adj.pert',
  'adv.all',
  ...[
    'Tops act animal artifact attribute body cognition communication event feeling food group location motive object',
    'person phenomenon plant possession process quantity relation shape state substance time',
  ].flatMap((names) => names.split(' ').map((name) => `noun.${name}`)),
  ...'body change cognition communication competition consumption contact creation emotion motion perception possession social stative weather'
    .split(' ')
    .map((name) => `verb.${name}`),
  'adj.ppl',
] as const;
