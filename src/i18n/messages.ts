/**
 * Every message that people can be shown: its code, and what its params are. The words stand in the catalogues, `en.json`, `fr.json` and
 * `de.json`. Code hands on messages; only a door, a report or a notice renders them, in the language of whoever reads.
 */
import { detailMessages } from './messages/details.ts';

/** What a param is, and so how it is written. */
interface Kinds {
  /** Somebody's own words, a name, a path, a code: shown as it stands. */
  text: string;
  /** A whole number, written as the language writes numbers. */
  count: number;
  /** Euro cents: `1,250.00 EUR`. */
  cents: number;
  /** Code of a country by ISO 3166: its name. */
  country: string;
  /** Texts, in a list. */
  texts: readonly string[];
  message: Message;
  /** Sentences, one after the other. */
  messages: readonly Message[];
}

export type ParamKind = keyof Kinds;

export const messages = { ...detailMessages } as const satisfies Readonly<
  Record<string, Readonly<Record<string, ParamKind>>>
>;

type Messages = typeof messages;

/** A public code of a message. */
export type MessageCode = keyof Messages;

/** The params of a message, each by its name. */
export type ParamsOf<Code extends MessageCode> = {
  readonly [name in keyof Messages[Code]]: Messages[Code][name] extends ParamKind
    ? Kinds[Messages[Code][name]]
    : never;
};

/** What is to be shown to a person, without a language. */
export type Message = {
  [Code in MessageCode]: { readonly code: Code; readonly params: ParamsOf<Code> };
}[MessageCode];

/** A message of this code. */
export function message<Code extends MessageCode>(code: Code, params: ParamsOf<Code>): Message {
  return { code, params } as Message;
}
