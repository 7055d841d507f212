import { maskSecrets } from './mask.ts';
import { everyUnseen } from './shown.ts';

/** Characters with a meaning between double quotes in sh and similar shells, PowerShell (also typographic quotes) or cmd.exe. */
const ofShells = /["\\$`!%\u201c\u201d\u201e\u201f]/g;
const longestTyped = 200;

/**
 * A header name that is safe between double quotes in any shell, at most 200 characters: characters that a shell or a terminal interprets
 * become spaces, IBANs and links are masked. Applied to its own result, it changes nothing.
 */
export function typedName(name: string): string {
  const seen = maskSecrets(name.normalize('NFC').slice(0, 2 * longestTyped))
    .replaceAll(everyUnseen, ' ')
    .replaceAll(ofShells, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  return [...seen].slice(0, longestTyped).join('').trim();
}
