/**
 * Every message for people: its code and the types of its params. The texts are in the catalogues `en.json`, `fr.json` and `de.json`.
 * Code passes messages on; only a terminal, a report or a notice renders them, in the language of the reader.
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

/** The kinds of params, and how each is rendered. */
interface Kinds {
  /** Somebody's own words, a name, a path, a code: shown unchanged. */
  text: string;
  /** A number, written as the language writes numbers. */
  count: number;
  /** The number of a line of a file, in digits alone. */
  line: number;
  /** Milliseconds since 1970: `2026-11-25 02:00:00 UTC`. */
  instant: number;
  /** Euro cents: `1,250.00 EUR`. */
  cents: number;
  /** A country code by ISO 3166, rendered as its name. */
  country: string;
  /** Texts, in a list. */
  texts: readonly string[];
  /** Texts joined by commas, with an "and" before the last. */
  allOf: readonly string[];
  /** Texts joined by commas, with an "or" before the last. */
  anyOf: readonly string[];
  /** The placeholder of a value in the help of a command, such as `file`, in the language of the help. */
  placeholder: string;
  message: Message;
  /** Sentences, one after the other. */
  messages: readonly Message[];
  /** Parts of one sentence, in a list. */
  items: readonly Message[];
  /** Sentences, each after a space; empty where there are none. */
  more: readonly Message[];
  /** A failure: what is wrong, its details, and its remedy. */
  failure: FailureText;
}

/** The parts of a failure that people see. */
export interface FailureText {
  readonly code: string;
  /** The column of the file, or the setting, that it is about. */
  readonly field?: string;
  readonly details?: readonly Message[];
  /** Words of Bridge or of the system, untranslated. */
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

/** The code of a message. */
export type MessageCode = keyof Messages;

/** The params of a message, each by its name. */
export type ParamsOf<Code extends MessageCode> = {
  readonly [name in keyof Messages[Code]]: Messages[Code][name] extends ParamKind
    ? Kinds[Messages[Code][name]]
    : never;
};

/**
 * A message without a language. Only `message()` makes one, so that its params fit its code. It is no union over all codes, because the
 * compiler took minutes for a union of some hundred members.
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
