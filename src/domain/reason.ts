import { z } from 'zod';
import { type Message, message, messageSchema } from '../i18n/messages.ts';

/** The reason for a decision: a person's own words, '' where the person gave none, or the program's message. */
export const reasonSchema = z.union([z.string(), messageSchema]);

export type Reason = string | Message;

/** The reason as part of another message. */
export function reasonText(why: Reason): Message {
  return typeof why === 'string' ? message('words', { words: why }) : why;
}

/** The reason as a sentence after others; empty where the person gave none. */
export function reasonGiven(why: Reason): Message[] {
  if (typeof why !== 'string') return [why];
  return why === '' ? [] : [message('reason_given', { why })];
}

/** Who asks for a decision, and the reason. */
export interface DecisionRequest {
  readonly by: string;
  readonly why: Reason;
}
