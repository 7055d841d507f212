import type { Bridge } from '../bridge/bridge.ts';
import type { Iban } from '../domain/instruction.ts';
import type { ProtocolTimes } from '../domain/settings/protocol-times.ts';
import type { warningMessages } from '../i18n/messages/warnings.ts';
import type { Message } from '../i18n/messages.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Notify } from '../notify/notify.ts';
import type { Pace } from '../pace/pace.ts';
import type { Queue } from '../queue/queue.ts';
import type { Activity } from './activity.ts';

/** The parts that the actions work with, for one account; built by `wiring.ts`. */
export interface AccountContext {
  readonly ledger: Ledger;
  readonly queue: Queue;
  readonly pace: Pace;
  readonly bridge: Bridge;
  readonly times: ProtocolTimes;
  readonly clock: Clock;
  /** Marks the links of this installation; first part of every tag. */
  readonly installation: string;
  /** The largest amount of one link, in cents; checked again at each send. */
  readonly amountMaxCents: number;
  /** The account set in the provider's dashboard, which rows without an IBAN pay to; absent where nobody has stated it. */
  readonly defaultIban?: Iban;
  /** True where the provider can have no call of an earlier process under way: the built-in sandbox before its first creation. */
  readonly nothingUnderWay: () => boolean;
  /** Updated by the actions, for metrics; absent where nobody reads it. */
  readonly activity?: Activity;
  /** After this long, in ms, the personal data of finished batches are erased; absent: only a person erases them. */
  readonly purgeAfterMs?: number;
  /** Writes an event to the log; never a secret, a full IBAN or a link. */
  readonly note: (event: LogEvent, facts?: Readonly<Record<string, unknown>>) => void;
  /** Like `note`, and shown to people who watch; repeats a code only after a while. `cause`: an error, or text of the system or Bridge. */
  readonly warn: (warning: Warning, cause?: unknown) => void;
  /** Sends notices by mail or webhook; absent where none are sent (a drill, the sandbox). */
  readonly notify?: Notify;
}

/** Events that go to the log alone. */
type LogEvent =
  | 'answer_missing'
  | 'answer_recovered'
  | 'attempt_without_link'
  | 'data_erased'
  | 'data_kept'
  | 'link_ended'
  | 'link_not_read_back'
  | 'links_looked_over'
  | 'notice_delivered'
  | 'notice_not_delivered';

/** A warning message with its params. */
export type Warning = Message<keyof typeof warningMessages>;

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** A clock that only goes forward, in milliseconds; it may stand still while the machine sleeps. */
  monotonic(): number;
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
