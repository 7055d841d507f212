import type { Failure } from './failure.ts';
import { shown } from './shown.ts';

const longestUrl = 2048;

/** The callback address as given: https, at most 2,048 characters; undefined where there is none or it is wrong. */
export function judgeCallbackUrl(text: string, field: string, found: Failure[]): string | undefined {
  if (text === '') return undefined;
  // The parser forgives inner line breaks and tabs by leaving them out: what is sent must be what was judged.
  const isWhole = /^https:\/\/[^\s\p{C}]+$/iu.test(text);
  if (isWhole && text.length <= longestUrl && URL.canParse(text)) return text;
  const length = text.length > longestUrl ? `, ${text.length} characters of ${longestUrl}` : '';
  found.push({ code: 'callback_url_invalid', field, detail: `Found ${shown(text)}${length}.` });
  return undefined;
}
