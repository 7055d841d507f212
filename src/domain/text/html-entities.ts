import { decodeHTMLStrict } from 'entities';

const entity = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i;
/** Programs that escape what was escaped already do so once or twice. */
const mostTimes = 3;

/** The text with its HTML entities decoded, `Dupont &amp; Fils` as `Dupont & Fils`; the same text where it holds none. */
export function withoutEntities(text: string): string {
  let decoded = text;
  for (let times = 0; times < mostTimes && entity.test(decoded); times++) decoded = decodeHTMLStrict(decoded);
  return decoded;
}
