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

/** The parts that the use cases work with, for one account; built by `wiring.ts`. */
export interface AccountContext {
  readonly ledger: Ledger;
  readonly queue: Queue;
  readonly pace: Pace;
  readonly bridge: Bridge;
  readonly times: ProtocolTimes;
  readonly clock: Clock;
  /** Marks the links of this installation; first part of every tag. */
  readonly installation: string;
  /** The largest amount of one link, in cents: asked again when it is sent. */
  readonly amountMaxCents: number;
  /** The account of the provider's dashboard, to which rows without an IBAN go, where it is stated. */
  readonly defaultIban?: Iban;
  /** True where no call of an earlier process can be under way at the provider: the built-in sandbox before its first creation. */
  readonly nothingUnderWay: () => boolean;
  /** Kept up to date by what is done here; absent where nobody asks. */
  readonly activity?: Activity;
  /** After so long, in ms, the personal data of batches that are over are erased; absent: a person does it. */
  readonly purgeAfterMs?: number;
  /** Tells the log what happened; never a secret, a full IBAN or a link. */
  readonly note: (event: LogEvent, facts?: Readonly<Record<string, unknown>>) => void;
  /** Tells whoever watches, too; the same code again only after a while. `cause`: an error, or words of the system or of Bridge. */
  readonly warn: (warning: Warning, cause?: unknown) => void;
  /** Tells people who do not watch; absent where nobody is ever told (a drill, the sandbox). */
  readonly notify?: Notify;
}

/** What only the log is told of. */
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

/** One of a closed list, with its params. */
export type Warning = Message<keyof typeof warningMessages>;

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** A clock that only goes forward, in milliseconds; it may stand still while the machine sleeps. */
  monotonic(): number;
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
