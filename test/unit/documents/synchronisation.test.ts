import { test } from 'vitest';
import { synchronise } from '../../torture/synchronisation.ts';

test('a document has the text that its edits give, with every kind of line end and of position', () =>
  synchronise(300, 8));
