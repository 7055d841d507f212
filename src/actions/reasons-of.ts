import { AppError } from '../domain/failure.ts';
import { redisRefusal } from '../domain/redis-refusal.ts';
import { maskSecrets } from '../domain/text/mask.ts';
import { withTexts } from '../domain/text/shown.ts';
import { type Message, message } from '../i18n/messages.ts';
import { ListingUnavailable } from './reconcile/list-window.ts';

/** Characters of an error's own text that are shown and stored. */
const longestWords = 300;

/** Why an error happened, for people: its known reasons, else the first line of its text. Secrets are masked. */
export function reasonsOf(error: unknown): readonly Message[] {
  const known = knownReasonsOf(error);
  if (known.length > 0) return known;
  const text = error instanceof Error ? error.message : String(error);
  return [message('words', { words: maskSecrets(text.split('\n', 1)[0] ?? '').slice(0, longestWords) })];
}

/** The failures of an error, each with its code, or why Bridge did not answer; empty for any other error. */
export function knownReasonsOf(error: unknown): readonly Message[] {
  if (error instanceof ListingUnavailable) return [withTexts(error.reason, maskSecrets)];
  const refusal = redisRefusal(error);
  const found = refusal === undefined ? (error instanceof AppError ? error.failures : []) : [refusal];
  return found.map((failure) =>
    message('failure_named', { code: failure.code, failure: withTexts(failure, maskSecrets) }),
  );
}
