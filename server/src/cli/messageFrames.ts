import { Transform, type TransformCallback } from 'node:stream';

const NAME = 'Content-Length:';
/** All headers of a message, with the empty line after them. */
const HEADERS = /^(?:[\w-]+:[^\r\n]*\r\n)+\r\n/u;
const LENGTH = /^content-length:[ \t]*(\d+)[ \t]*\r$/imu;
/** White space, too, though no client is known to write any there. */
const ENDS_AS_JSON = /[}\]\s]/u;
/** Longer headers there are none, nor longer messages: one of 50 million characters takes 150 MB at most. */
const LONGEST_HEADERS = 400;
const LONGEST_MESSAGE = 500_000_000;

interface Headers {
  readonly end: number;
  readonly length: number;
}

/**
 * Passes on the messages of a client over standard input, each with its right length. Where a client counts wrongly, or
 * writes something else in between, the library's reader would understand nothing from there on: here, that is left out,
 * and `onLoss` is told. No JSON holds the headers of a message, as line ends in strings are escaped: they begin the next.
 */
export class MessageFrames extends Transform {
  readonly #onLoss: (bytes: number) => void;
  #buffer = Buffer.alloc(0);
  /** What came since, joined when there is as much of it, so that a long message is not copied again and again. */
  #incoming: Buffer[] = [];
  #arrived = 0;
  /** At this length, the message that has begun is complete. */
  #needed = 0;

  constructor(onLoss: (bytes: number) => void) {
    super();
    this.#onLoss = onLoss;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#incoming.push(chunk);
    this.#arrived += chunk.length;
    const { length } = this.#buffer;
    if (this.#arrived >= length || length + this.#arrived >= this.#needed) {
      this.#buffer = Buffer.concat([this.#buffer, ...this.#incoming]);
      this.#incoming = [];
      this.#arrived = 0;
      while (this.#takeOne()) {}
    }
    done();
  }

  /** Passes on, or drops, what the buffer begins with; false where more has to come first. */
  #takeOne(): boolean {
    this.#needed = 0;
    const headers = this.#headersAt(0);
    const next = this.#nextHeaders(headers?.end ?? 0);
    if (!headers) {
      if (next !== undefined) this.#drop(next);
      else if (this.#buffer.length > 2 * LONGEST_HEADERS) this.#drop(this.#buffer.length - LONGEST_HEADERS);
      return next !== undefined;
    }
    const end = headers.end + headers.length;
    if (next !== undefined && next < end) {
      this.#drop(next);
      return true;
    }
    if (this.#buffer.length < end) {
      this.#needed = end;
      return false;
    }
    const message = this.#buffer.subarray(headers.end, end);
    if (!ENDS_AS_JSON.test(message.toString('latin1', message.length - 1))) {
      this.#drop(headers.end + message.lastIndexOf('}') + 1); // what comes then may begin the next headers
      return true;
    }
    this.push(`${NAME} ${headers.length}\r\n\r\n`);
    this.push(message);
    this.#buffer = this.#buffer.subarray(end);
    return true;
  }

  #headersAt(start: number): Headers | undefined {
    const [headers] = HEADERS.exec(this.#buffer.toString('latin1', start, start + LONGEST_HEADERS)) ?? [];
    const length = Number(LENGTH.exec(headers ?? '')?.[1]);
    return headers && length <= LONGEST_MESSAGE ? { end: start + headers.length, length } : undefined;
  }

  /** Where the first complete headers begin from a place on. */
  #nextHeaders(from: number): number | undefined {
    let at = this.#buffer.indexOf(NAME, from);
    while (at >= 0 && !this.#headersAt(at)) at = this.#buffer.indexOf(NAME, at + 1);
    return at >= 0 ? at : undefined;
  }

  #drop(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes);
    this.#onLoss(bytes);
  }
}
