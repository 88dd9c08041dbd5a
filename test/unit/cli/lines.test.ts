import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Filter, filterLines, lineId } from '../../../server/src/cli/lines.ts';
import { EngineError } from '../../../server/src/engine/errors.ts';

/** Halves numbers, and refuses a batch with an odd one. */
const half: Filter<number> = {
  schema: z.number(),
  run: async (lines) => {
    const odd = lines.find((line) => line % 2 !== 0);
    if (odd !== undefined) throw new RangeError(`${odd} is odd`);
    return lines.map((line) => line / 2);
  },
};

async function run<Line>(filter: Filter<Line>, input: string): Promise<{ output: string; error: string | undefined }> {
  const output = new PassThrough();
  const error = await filterLines(Readable.from([input]), output, filter).then(
    () => undefined,
    ({ message }: Error) => message,
  );
  output.end();
  return { output: await text(output), error };
}

test('the lines before one that cannot be handled are answered, those after it are not', async () => {
  expect(await run(half, '2\n\n4\n5\n6\n')).toEqual({ output: '1\n2\n', error: 'line 4: 5 is odd' });
});

test('the lines before one of the wrong form are answered', async () => {
  expect(await run(half, '2\n"4"\n')).toMatchObject({ output: '1\n', error: expect.stringContaining('line 2: ') });
});

test('a batch that fails by chance is answered line by line', async () => {
  let calls = 0;
  const shaky: Filter<number> = {
    ...half,
    run: async (lines) => {
      if (calls++ === 0) throw new EngineError('crashed', 'The engine process ended.');
      return half.run(lines);
    },
  };
  expect(await run(shaky, '2\n4\n')).toEqual({ output: '1\n2\n', error: undefined });
});

test('a model that cannot be used is no fault of the line', async () => {
  const broken: Filter<number> = {
    ...half,
    run: () => Promise.reject(new EngineError('model', 'The model file is missing.')),
  };
  expect(await run(broken, '2\n')).toEqual({ output: '', error: 'The model file is missing.' });
});

test('an error names the field that is wrong, and the line alone where no field is', async () => {
  const named: Filter<{ id: string | number }> = {
    schema: z.object({ id: lineId }).refine(({ id }) => id !== 'no', 'give another id'),
    run: async (lines) => [...lines],
  };
  expect((await run(named, '{}')).error).toBe('line 1: id: must be a string or a number');
  expect((await run(named, '{"id":"no"}')).error).toBe('line 1: give another id');
});
