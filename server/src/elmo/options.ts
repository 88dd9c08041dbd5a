import { z } from 'zod';

/** Bytes of a word, framed by its begin and end marks and padded: the character CNN always sees this many slots. */
export const MAX_CHARACTERS = 50;

const size = z.int().positive();
/** bilm-tf and AllenNLP read 0 and an absent value alike: nothing is clipped. */
const clip = z.number().nonnegative().nullish();

/**
 * `options.json` as bilm-tf writes it and AllenNLP reads it; what training alone needs (dropout, batch size, ...) is
 * dropped. Source: https://github.com/allenai/bilm-tf, `bilm/model.py`.
 */
export const BilmOptions = z.object({
  lstm: z.object({
    use_skip_connections: z.boolean().default(false),
    projection_dim: size,
    cell_clip: clip,
    proj_clip: clip,
    dim: size,
    n_layers: size,
  }),
  char_cnn: z.object({
    embedding: z.object({ dim: size }),
    filters: z.array(z.tuple([size.max(MAX_CHARACTERS), size])).min(1),
    n_highway: z.int().nonnegative(),
    // 261 while training, 262 with the id 0 that readers add for masked positions.
    n_characters: z.union([z.literal(261), z.literal(262)]),
    max_characters_per_token: z.literal(MAX_CHARACTERS),
    activation: z.enum(['relu', 'tanh']),
  }),
});

export type BilmOptions = z.infer<typeof BilmOptions>;

/** Numbers in one row of the biLM's states: the token embedding, then forward and backward of each layer. */
export function statesWidth({ lstm }: BilmOptions): number {
  return (1 + 2 * lstm.n_layers) * lstm.projection_dim;
}
