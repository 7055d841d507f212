import { AppError } from '../domain/failure.ts';
import { redisRefusal } from '../domain/redis-refusal.ts';
import { maskSecrets } from '../domain/text/mask.ts';
import { withTexts } from '../domain/text/shown.ts';
import { type Message, message } from '../i18n/messages.ts';
import { ListingUnavailable } from './reconcile/list-window.ts';

/** Characters of an error's own words that are shown, and stored. */
const longestWords = 300;

/** What went wrong, for people: what is known of it; else the first line of the error's own words. No secret is in it. */
export function reasonsOf(error: unknown): readonly Message[] {
  const known = knownReasonsOf(error);
  if (known.length > 0) return known;
  const text = error instanceof Error ? error.message : String(error);
  return [message('words', { words: maskSecrets(text.split('\n', 1)[0] ?? '').slice(0, longestWords) })];
}

/** Failures, each with its code and remedy, or why Bridge was not heard; none of an error that says something else. */
export function knownReasonsOf(error: unknown): readonly Message[] {
  if (error instanceof ListingUnavailable) return [withTexts(error.reason, maskSecrets)];
  const refusal = redisRefusal(error);
  const found = refusal === undefined ? (error instanceof AppError ? error.failures : []) : [refusal];
  return found.map((failure) =>
    message('failure_named', { code: failure.code, failure: withTexts(failure, maskSecrets) }),
  );
}
