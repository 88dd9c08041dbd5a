import { type PinnedReading, PinnedSenseReader } from '../heads/pinnedSenses.ts';
import type { SenseOptions, SenseReader, WordPlaces } from '../heads/senseReader.ts';
import type { DocumentSubjects } from './documentSubjects.ts';
import type { Hidden } from './hidden.ts';
import type { PinnedSenses } from './pinnedSenses.ts';
import type { WordReader } from './wordAt.ts';

/** The senses of words in the documents as the user wants to see them: as pinned, and none of a word that is hidden. */
export class ShownSenses {
  readonly #senses: () => SenseReader;
  readonly #pins: PinnedSenses;
  readonly #hidden: Hidden;
  readonly #subjects: Pick<DocumentSubjects, 'computingIn'>;

  /** `senses` throws `HeadError` where the model has no sense vectors. */
  constructor(
    senses: () => SenseReader,
    pins: PinnedSenses,
    hidden: Hidden,
    subjects: Pick<DocumentSubjects, 'computingIn'>,
  ) {
    this.#senses = senses;
    this.#pins = pins;
    this.#hidden = hidden;
    this.#subjects = subjects;
  }

  /** Reads the words of a document. Throws `HeadError`. */
  of(uri: string): ShownWordReader {
    const senses = this.#senses();
    const reader = new PinnedSenseReader(senses, this.#pins.of(uri), () => this.#subjects.computingIn(uri, senses));
    return new ShownWordReader(reader, this.#hidden.wordTest(uri));
  }
}

/** As `PinnedSenseReader`; a hidden word counts as one without senses. */
class ShownWordReader implements WordReader {
  readonly #reader: PinnedSenseReader;
  readonly #isHidden: (reading: PinnedReading) => boolean;

  constructor(reader: PinnedSenseReader, isHidden: (reading: PinnedReading) => boolean) {
    this.#reader = reader;
    this.#isHidden = isHidden;
  }

  async read(tokens: readonly string[], index: number, options?: SenseOptions): Promise<PinnedReading | undefined> {
    const [readings] = await this.readWords([{ tokens, indices: [index] }], options);
    return readings![0];
  }

  async readWords(places: readonly WordPlaces[], options?: SenseOptions): Promise<(PinnedReading | undefined)[][]> {
    const readings = await this.#reader.readWords(places, options);
    return readings.map((ofSentence) =>
      ofSentence.map((reading) => (reading && this.#isHidden(reading) ? undefined : reading)),
    );
  }
}
