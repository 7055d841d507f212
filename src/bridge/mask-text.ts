import { maskSecrets } from '../domain/text/mask.ts';

const longestDetail = 300;

const urlLike = /\bhttps?:\\?\/\S*/gi;
const tokenLike = /\b[0-9a-f]{24,}\b/gi;
/** Control and format characters and line ends, which could move the cursor of a terminal. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * A text of the provider or the network, fit to show and store: one line of at most 300 characters, in which IBANs,
 * addresses, long hexadecimal tokens and each of `secrets` are replaced.
 */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text.slice(0, 10_000);
  for (const secret of secrets) {
    if (secret !== '') masked = masked.replaceAll(secret, '[secret]');
  }
  masked = maskSecrets(masked.replace(urlLike, '[address]').replace(tokenLike, '[token]'))
    .replace(unprintable, ' ')
    .trim();
  return masked.length <= longestDetail ? masked : `${masked.slice(0, longestDetail - 3)}...`;
}
