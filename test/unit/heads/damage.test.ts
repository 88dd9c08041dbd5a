import { test } from 'vitest';
import { damageModel } from '../../torture/damage.ts';

test('a model with one damaged file is refused with the name of the file, and the rest reads as ever', () =>
  damageModel(4, 8));
