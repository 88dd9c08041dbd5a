import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { EngineError } from '../engine/errors.ts';
import { HeadError } from '../heads/manifest.ts';

/** Lines handled together, so that the engine gets batches of sentences. */
const BATCH_LINES = 64;

/** What a line calls itself; its answer bears the same. */
export const lineId = z.union([z.string(), z.number()], 'must be a string or a number');

/** A line of the input is not what the command takes, or could not be handled. */
export class LineError extends Error {
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'LineError';
  }
}

/** What a filter makes of JSON lines: a schema for each line, and answers for a batch of them, in order. */
export interface Filter<Line> {
  readonly schema: z.ZodType<Line>;
  run(lines: readonly Line[]): Promise<unknown[]>;
}

interface Numbered<Line> {
  readonly number: number;
  readonly value: Line;
}

/**
 * Reads JSON lines, writes an answer line for each, in order. Blank lines are passed over. Throws `LineError` for the
 * first line that is wrong, after the answers to the lines before it are written.
 */
export async function filterLines<Line>(input: Readable, output: Writable, filter: Filter<Line>): Promise<void> {
  await eachBatch(input, filter.schema, async (batch) => {
    for await (const answer of answersOf(filter, batch)) {
      if (!output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
    }
  });
}

/** Reads JSON lines and hands them on in batches; throws `LineError` as `filterLines` does. */
export async function eachBatch<Line>(
  input: Readable,
  schema: z.ZodType<Line>,
  handle: (batch: readonly Numbered<Line>[]) => Promise<void>,
): Promise<void> {
  let batch: Numbered<Line>[] = [];
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    let value: Line;
    try {
      value = parseLine(line, number, schema);
    } catch (error) {
      if (batch.length > 0) await handle(batch);
      throw error;
    }
    batch.push({ number, value });
    if (batch.length < BATCH_LINES) continue;
    await handle(batch);
    batch = [];
  }
  if (batch.length > 0) await handle(batch);
}

function parseLine<Line>(line: string, number: number, schema: z.ZodType<Line>): Line {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new LineError(number, 'not JSON. Give one JSON object a line.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new LineError(number, problems.join('; '));
}

/** The whole batch at once; if that fails, line by line up to the one that is to blame. Throws `LineError` for it. */
async function* answersOf<Line>(filter: Filter<Line>, batch: readonly Numbered<Line>[]): AsyncGenerator<unknown> {
  const together = await filter.run(batch.map(({ value }) => value)).catch((error: unknown) => {
    if (isOfTheModel(error)) throw error;
  });
  if (together) return yield* together;
  for (const { number, value } of batch) {
    yield* await filter.run([value]).catch((cause: Error) => {
      throw new LineError(number, cause.message);
    });
  }
}

/** Whether any other line would have failed as well. */
function isOfTheModel(error: unknown): boolean {
  return error instanceof HeadError || (error instanceof EngineError && error.reason === 'model');
}
