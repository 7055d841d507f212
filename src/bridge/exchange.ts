import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Message, message } from '../i18n/messages.ts';

/** The last moments at which a request may leave: it must reach the socket before both. */
export interface Departure {
  readonly latestWallMs: number;
  readonly latestMonotonicMs: number;
}

/** `now`: wall clock in epoch milliseconds. `monotonic`: a clock in ms that never jumps. */
export interface BridgeClock {
  now(): number;
  monotonic(): number;
}

/**
 * The result of one HTTP call. `unsent` and `unreached`: no byte of it was passed to a socket. `unanswered`: it was
 * passed, and no whole answer came.
 */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** UTF-8 text; empty where the answer has a content encoding that we did not request. */
      readonly body: string;
      readonly date?: string;
      readonly retryAfter?: string;
      readonly sentWallMs: number;
      readonly receivedWallMs: number;
    }
  | { readonly kind: 'unsent' }
  | { readonly kind: 'unreached'; readonly why: Message }
  | { readonly kind: 'unanswered'; readonly why: Message };

/** The terms of one call; `timeoutMs` runs from the hand-over to the socket until the end of the answer's body. */
export interface ExchangeTerms {
  readonly clock: BridgeClock;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly departure?: Departure;
}

/** Node fires a timer with a longer delay at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Names the error by its code and message, as Node gives them. */
function failureOf(error: Error & { code?: unknown }): Message {
  const parts = [typeof error.code === 'string' ? error.code : error.name, error.message];
  return message('bridge_connection_failed', { words: parts.filter(Boolean).join(': ') });
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/**
 * Follows one call through undici and settles exactly once.
 *
 * Why `unsent` is certain: in undici 7.30.2, `lib/dispatcher/client-h1.js`, `writeH1` calls `request.onConnect` (our
 * `onRequestStart`) and then, in the same synchronous step and with nothing in between, `socket.write`. If the
 * handler throws there, `util.errorRequest` marks the request as aborted, `writeH1` returns before it writes, and the
 * socket goes back to the pool untouched. This is therefore the only place that checks the departure.
 *
 * `lib/core/connect.js` calls back only after `connect` or `secureConnect`, so that every failed look-up, connection
 * or handshake comes before the hand-over. undici may offer a request again after its socket died
 * (`types/dispatcher.d.ts`, `onConnect`): the handler refuses the second offer, which could make a duplicate link.
 */
export class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #terms: ExchangeTerms;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout;
  #settled = false;
  #handedOver = false;
  #bytes = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #sentWallMs = 0;
  #receivedWallMs = 0;

  constructor(terms: ExchangeTerms, resolve: (exchange: Exchange) => void) {
    this.#terms = terms;
    this.#resolve = resolve;
    const { departure, clock, timeoutMs } = terms;
    const leftMs = departure ? departure.latestMonotonicMs - clock.monotonic() : timeoutMs;
    const waitMs = Math.min(Math.max(0, leftMs) + 1, longestTimerMs);
    // Settles a call that still waits for a socket; `onRequestStart` refuses it when undici offers it later.
    this.#timer = setTimeout(() => {
      this.#settle(
        departure
          ? { kind: 'unsent' }
          : { kind: 'unreached', why: message('bridge_no_connection', { seconds: timeoutMs / 1000 }) },
      );
    }, waitMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { clock, departure, timeoutMs } = this.#terms;
    if (this.#settled || this.#handedOver) throw new Error('offered again');
    this.#sentWallMs = clock.now();
    if (departure) {
      const late =
        this.#sentWallMs >= departure.latestWallMs || clock.monotonic() >= departure.latestMonotonicMs;
      if (late) {
        this.#settle({ kind: 'unsent' });
        throw new Error('past its use-by');
      }
    }
    this.#handedOver = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#giveUp(controller, message('bridge_no_answer', { seconds: timeoutMs / 1000 })),
      timeoutMs,
    );
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#receivedWallMs = this.#terms.clock.now();
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#terms.maxBytes) {
      this.#giveUp(controller, message('bridge_answer_too_long', { bytes: this.#terms.maxBytes }));
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    const date = single(this.#headers.date);
    const retryAfter = single(this.#headers['retry-after']);
    const encoding = single(this.#headers['content-encoding']) ?? 'identity';
    this.#settle({
      kind: 'answered',
      status: this.#status,
      body: encoding.toLowerCase() === 'identity' ? this.#text() : '',
      ...(date !== undefined && { date }),
      ...(retryAfter !== undefined && { retryAfter }),
      sentWallMs: this.#sentWallMs,
      receivedWallMs: this.#receivedWallMs,
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#settle({ kind: this.#handedOver ? 'unanswered' : 'unreached', why: failureOf(error) });
  }

  #text(): string {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first ? first.toString() : Buffer.concat(this.#chunks).toString();
  }

  #giveUp(controller: Dispatcher.DispatchController, why: Message): void {
    this.#settle({ kind: 'unanswered', why });
    // Destroys the socket, so that a late answer to this call is never read as the answer to another.
    controller.abort(new Error(why.code));
  }

  #settle(exchange: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#resolve(exchange);
  }
}
