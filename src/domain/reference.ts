import { message } from '../i18n/messages.ts';
import type { Failure, FailureCode } from './failure.ts';
import type { Reference } from './instruction.ts';
import {
  type CharacterSet,
  isLongerThan,
  judgeCharacters,
  payerReferenceText,
  sepaText,
  visibleText,
} from './text/characters.ts';

/** Judges the client's own reference, at most 100 visible characters; undefined where it is empty or wrong. */
export function judgeReference(text: string, field: string, found: Failure[]): Reference | undefined {
  return judgeText(text, 100, visibleText, 'reference_too_long', field, found) as Reference | undefined;
}

/** Judges the end-to-end id, at most 35 characters of the SEPA set and underscore. */
export function judgeEndToEndId(text: string, field: string, found: Failure[]): string | undefined {
  return judgeText(text, 35, sepaText, 'end_to_end_id_too_long', field, found);
}

/** Judges the reference of the payer at the client, at most 35 letters, digits, `-` and `_`. */
export function judgePayerReference(text: string, field: string, found: Failure[]): string | undefined {
  return judgeText(text, 35, payerReferenceText, 'payer_reference_too_long', field, found);
}

function judgeText(
  text: string,
  limit: number,
  set: CharacterSet,
  tooLong: FailureCode,
  field: string,
  found: Failure[],
): string | undefined {
  if (text === '') return undefined;
  const before = found.length;
  if (isLongerThan(text, limit)) {
    const details = [message('found_characters', { count: [...text].length })];
    found.push({ code: tooLong, field, details });
  }
  judgeCharacters(text, set, field, found);
  return found.length > before ? undefined : text;
}
