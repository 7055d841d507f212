import { maskSecrets } from './mask.ts';
import { everyUnseen } from './shown.ts';

/** What shells take for themselves between double quotes: sh and its kin, PowerShell (also quotes of print), cmd.exe. */
const ofShells = /["\\$`!%\u201c\u201d\u201e\u201f]/g;
const longestTyped = 200;

/**
 * A header name as it can be typed between double quotes into any shell: what a shell or a terminal would obey is a space, IBANs and links
 * are masked, at most 200 characters. Of a name that was typed so, it is that name.
 */
export function typedName(name: string): string {
  const seen = maskSecrets(name.normalize('NFC').slice(0, 2 * longestTyped))
    .replaceAll(everyUnseen, ' ')
    .replaceAll(ofShells, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  return [...seen].slice(0, longestTyped).join('').trim();
}
