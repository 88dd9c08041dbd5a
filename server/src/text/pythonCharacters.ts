/**
 * Character classes of Python's `re` and `str`, as sources for regular expressions with the `u` flag: JavaScript's own
 * `\w` and `\d` know ASCII only, and its `\s` differs in a few characters.
 */

/** Python's `\s` and `str.isspace`. */
export const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
/** Python's `\S`. */
export const NOT_SPACE = SPACE.replace('[', '[^');
/** Python's `\w`. */
export const WORD = '[\\p{L}\\p{N}_]';
/** Python's `[^\W_]`. */
export const LETTER_OR_DIGIT = '[\\p{L}\\p{N}]';
/** Python's `[^\W\d_]`. */
export const LETTER = '[\\p{L}\\p{Nl}\\p{No}]';
/** Python's `\d`. */
export const DECIMAL = '\\p{Nd}';
/** Python's `str.isdigit`: decimals, and the digits among the numbers that are not decimals (superscript, circled, …). */
export const DIGIT =
  '[\\p{Nd}\\xb2\\xb3\\xb9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c' +
  '\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792\\u{10a40}-\\u{10a43}' +
  '\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}]';
/** Python's `str.isupper`, for one character. */
export const UPPER_CASE = '\\p{Uppercase}';
