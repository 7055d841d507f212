/** Two letters and digits, then at least eleven more, written together or in groups. */
const ibanLike = /\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?:[\s-][A-Z0-9]{4}){2,7}(?:[\s-][A-Z0-9]{1,4})?)\b/gi;
/** A payment link (`https://pay.bridgeapi.io/link/` and 64 hexadecimal digits), of the provider or of the sandbox. */
const linkLike = /\b(https?:\\?\/\\?\/[^\s"'<>\\/]+)\\?\/[^\s"'<>]*?link\\?\/[^\s"'<>]+/gi;
/** The random part of a link by itself. */
const tokenLike = /\b[0-9a-f]{64}\b/gi;
/** User and password in a URL. */
const credentialsLike = /\b([a-z]+:\/\/)[^\s"'/@]*:[^\s"'/@]*@/gi;

/**
 * The text with its secrets masked: IBANs become `FR14…J28`, payment links `https://pay.bridgeapi.io/…`, and user and password of a
 * URL `…`.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(linkLike, '$1/…')
    .replace(tokenLike, '…')
    .replace(credentialsLike, '$1…@')
    .replace(ibanLike, (iban) => `${iban.slice(0, 4)}…${iban.slice(-3)}`);
}
