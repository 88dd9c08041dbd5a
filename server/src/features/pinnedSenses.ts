import { z } from 'zod';
import { isSameWord } from '../heads/pinnedSenses.ts';
import type { PinnedSense } from '../protocol.ts';

const pin = z.object({
  lemma: z.string(),
  pos: z.enum(['n', 'v', 'a', 'r']),
  senseKey: z.string(),
  tokens: z.array(z.string()),
  start: z.number().int().min(0),
  end: z.number().int().min(1),
});
const isInside = ({ tokens, start, end }: PinnedSense): boolean => start < end && end <= tokens.length;
const pins = z.array(pin.refine(isInside, 'the word lies outside of its sentence'));
const allPins = z.record(z.string(), pins);

/** The commands that code actions run, and what each takes: the document and the pin. */
export const PIN_COMMAND = 'elmoLens.pinSense';
export const UNPIN_COMMAND = 'elmoLens.unpinSense';
export const PIN_ARGUMENTS = z.tuple([z.string(), pins.element]);

/** The senses that the user pinned, by document. */
export class PinnedSenses {
  readonly #pins = new Map<string, readonly PinnedSense[]>();
  readonly #changed: (uri: string, pins: readonly PinnedSense[]) => void;

  /** `changed` hears what the user pins and unpins, not what is restored. */
  constructor(changed: (uri: string, pins: readonly PinnedSense[]) => void) {
    this.#changed = changed;
  }

  of(uri: string): readonly PinnedSense[] {
    return this.#pins.get(uri) ?? [];
  }

  /** `raw`: what a client remembers of some documents, by document, in place of what was. Throws `ZodError` where it is nothing of the kind, and keeps what was. */
  restore(raw: unknown): void {
    for (const [uri, pinned] of Object.entries(allPins.parse(raw ?? {}))) this.#set(uri, pinned);
  }

  #set(uri: string, pinned: readonly PinnedSense[]): void {
    if (pinned.length > 0) this.#pins.set(uri, pinned);
    else this.#pins.delete(uri);
  }

  /** Runs one of the two commands. Throws where it is another, or its arguments are of another kind. */
  run(command: string, parameters: readonly unknown[] | undefined): void {
    if (command !== PIN_COMMAND && command !== UNPIN_COMMAND) throw new RangeError(`There is no command ${command}.`);
    const [uri, chosen] = PIN_ARGUMENTS.parse(parameters);
    const pinned = command === PIN_COMMAND ? pinnedWith(this.of(uri), chosen) : pinnedWithout(this.of(uri), chosen);
    this.#set(uri, pinned);
    this.#changed(uri, pinned);
  }
}

/** A word in one sentence has one pin. */
function pinnedWith(before: readonly PinnedSense[], chosen: PinnedSense): PinnedSense[] {
  return [...before.filter((other) => !isSamePlace(other, chosen)), chosen];
}

/** The sense is pinned nowhere in the document any more. */
function pinnedWithout(before: readonly PinnedSense[], chosen: PinnedSense): PinnedSense[] {
  return before.filter((other) => !isSameWord(other, chosen) || other.senseKey !== chosen.senseKey);
}

function isSamePlace(a: PinnedSense, b: PinnedSense): boolean {
  return a.start === b.start && a.tokens.join('\n') === b.tokens.join('\n');
}
