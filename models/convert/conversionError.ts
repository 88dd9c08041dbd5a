/** A pair of options and weights that cannot be converted; the message names the file, the place in it and what is wrong. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
}
