/**
 * Every message that people can be shown: its code, and what its params are. The words stand in the catalogues, `en.json`, `fr.json` and
 * `de.json`. Code hands on messages; only a terminal, a report or a notice renders them, in the language of whoever reads.
 */
import { z } from 'zod';
import { accountMessages } from './messages/accounts.ts';
import { bridgeMessages } from './messages/bridge.ts';
import { checkMessages } from './messages/checks.ts';
import { detailMessages } from './messages/details.ts';
import { historyMessages } from './messages/history.ts';
import { machineMessages } from './messages/machine.ts';
import { noticeMessages } from './messages/notices.ts';
import { readingMessages } from './messages/reading.ts';
import { reportMessages } from './messages/reports.ts';
import { terminalMessages } from './messages/terminal.ts';
import { usageMessages } from './messages/usage.ts';
import { warningFrames, warningMessages } from './messages/warnings.ts';
import { workMessages } from './messages/work.ts';

/** What a param is, and so how it is written. */
interface Kinds {
  /** Somebody's own words, a name, a path, a code: shown as it stands. */
  text: string;
  /** A number, written as the language writes numbers. */
  count: number;
  /** The number of a line of a file, in digits alone. */
  line: number;
  /** Milliseconds since 1970: `2026-11-25 02:00:00 UTC`. */
  instant: number;
  /** Euro cents: `1,250.00 EUR`. */
  cents: number;
  /** Code of a country by ISO 3166: its name. */
  country: string;
  /** Texts, in a list. */
  texts: readonly string[];
  /** Texts, the last one after an "and". */
  allOf: readonly string[];
  /** Texts of which one is to be chosen. */
  anyOf: readonly string[];
  /** What stands for a value in the help of a command, such as `file`: in the words of that help. */
  placeholder: string;
  message: Message;
  /** Sentences, one after the other. */
  messages: readonly Message[];
  /** Parts of one sentence, in a list. */
  items: readonly Message[];
  /** Sentences, each with a blank before it; none where there are none. */
  more: readonly Message[];
  /** What is wrong, its details, and what to do. */
  failure: FailureText;
}

/** What is shown of a failure. */
export interface FailureText {
  readonly code: string;
  /** The column of the file, or the setting, that it is about. */
  readonly field?: string;
  readonly details?: readonly Message[];
  /** Words of the provider or of the system, as they came: in no language of ours. */
  readonly detail?: string;
}

export type ParamKind = keyof Kinds;

export const messages = {
  ...detailMessages,
  ...readingMessages,
  ...reportMessages,
  ...warningMessages,
  ...warningFrames,
  ...noticeMessages,
  ...historyMessages,
  ...bridgeMessages,
  ...machineMessages,
  ...terminalMessages,
  ...accountMessages,
  ...checkMessages,
  ...workMessages,
  ...usageMessages,
} as const satisfies Readonly<Record<string, Readonly<Record<string, ParamKind>>>>;

type Messages = typeof messages;

/** A public code of a message. */
export type MessageCode = keyof Messages;

/** The params of a message, each by its name. */
export type ParamsOf<Code extends MessageCode> = {
  readonly [name in keyof Messages[Code]]: Messages[Code][name] extends ParamKind
    ? Kinds[Messages[Code][name]]
    : never;
};

/**
 * What is to be shown to a person, without a language. `message()` is the one way to make it, so its params are those of its code. It is
 * no union of all codes: a union of some hundred members took the compiler minutes.
 */
export interface Message<Code extends MessageCode = MessageCode> {
  readonly code: Code;
  readonly params: Readonly<Record<string, unknown>>;
  readonly [made]: true;
}

declare const made: unique symbol;

/** A message as it is stored; one of a later version is shown by its code. */
export const messageSchema: z.ZodType<Message> = z.lazy(() =>
  z.object({ code: z.string().max(100), params: z.record(z.string().max(100), z.unknown()) }),
) as unknown as z.ZodType<Message>;

/** A stored message of this code. */
export function messageSchemaOf<Code extends MessageCode>(code: Code): z.ZodType<Message<Code>> {
  return messageSchema.refine((one) => one.code === code) as unknown as z.ZodType<Message<Code>>;
}

/** A message of this code. */
export function message<Code extends MessageCode>(code: Code, params: ParamsOf<Code>): Message<Code> {
  return { code, params } as unknown as Message<Code>;
}
