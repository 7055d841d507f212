import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import { shown } from '../text/shown.ts';

const longestUrl = 2048;

/** Judges a callback URL and returns it unchanged: https, at most 2,048 characters; undefined where it is empty or wrong. */
export function judgeCallbackUrl(text: string, field: string, found: Failure[]): string | undefined {
  if (text === '') return undefined;
  // The URL parser drops inner line breaks and tabs; the URL that is sent must be the one that was judged.
  const isWhole = /^https:\/\/[^\s\p{C}]+$/iu.test(text);
  if (isWhole && text.length <= longestUrl && URL.canParse(text)) return text;
  const seen =
    text.length > longestUrl
      ? message('found_too_long', { found: shown(text), count: text.length, most: longestUrl })
      : message('found', { found: shown(text) });
  found.push({ code: 'callback_url_invalid', field, details: [seen] });
  return undefined;
}
