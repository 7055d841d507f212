import type { AccountContext } from '../actions/account-context.ts';
import { knownReasonsOf } from '../actions/reasons-of.ts';
import { maskSecrets } from '../domain/text/mask.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Log } from '../log.ts';

/** Shows messages to people. */
export interface Voice {
  /** Shows messages, a line each, in the language of whoever reads. */
  show(...lines: readonly Message[]): void;
}

/** People see the same warning again only after this long, in ms. */
const showAgainMs = 30_000;

/** Returns a function that logs every warning, and shows it at most once per `showAgainMs`; `now` in ms. */
export function createWarner(voice: Voice, log: Log, now: () => number): AccountContext['warn'] {
  const shownAt = new Map<string, number>();
  return (warning, cause) => {
    const reasons = knownReasonsOf(cause);
    const words = cause === undefined || reasons.length > 0 ? undefined : maskSecrets(String(cause));
    const why = { ...(reasons.length > 0 && { reasons }), ...(words !== undefined && { cause: words }) };
    log.info({ ...warning.params, ...why }, warning.code);
    const at = now();
    if (at - (shownAt.get(warning.code) ?? Number.NEGATIVE_INFINITY) < showAgainMs) return;
    shownAt.set(warning.code, at);
    // Shown with their remedies, since the reader can act on them.
    if (reasons.length > 0) voice.show(message('warning_with_reasons', { warning, reasons }));
    else if (words !== undefined) voice.show(message('warning_with_cause', { warning, cause: words }));
    else voice.show(warning);
  };
}
