import { decodeHTMLStrict } from 'entities';

const entity = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i;
/** Rounds of decoding: some programs escape once or twice more what is already escaped. */
const mostTimes = 3;

/** The text with its HTML entities decoded, `Dupont &amp; Fils` as `Dupont & Fils`; unchanged where it has none. */
export function withoutEntities(text: string): string {
  let decoded = text;
  for (let times = 0; times < mostTimes && entity.test(decoded); times++) decoded = decodeHTMLStrict(decoded);
  return decoded;
}
