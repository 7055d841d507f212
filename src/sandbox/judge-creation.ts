import { dayMs } from '../domain/dates/spans.ts';
import { type Answer, answers, generalError, type Problem, validationError } from './answer.ts';
import { type CreationBody, creationBody, type Rules, type Version } from './creation-body.ts';
import { nameProblems } from './judge-name.ts';
import { transactionProblems } from './judge-transaction.ts';

/** A creation that broke no rule, with its expiry in epoch milliseconds. */
export interface Creation {
  readonly body: CreationBody;
  readonly expiresAtMs: number;
}

const quarterHourMs = 15 * 60_000;
const ninetyDaysMs = 90 * dayMs;
const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function expiryOf(expiredDate: string | null | undefined, nowMs: number): number | undefined {
  if (expiredDate == null) return nowMs + quarterHourMs;
  const expiresAtMs = isoMoment.test(expiredDate) ? Date.parse(expiredDate) : Number.NaN;
  return expiresAtMs > nowMs && expiresAtMs <= nowMs + ninetyDaysMs ? expiresAtMs : undefined;
}

function bodyProblems(body: CreationBody, version: Version, rules: Rules): Problem[] {
  const { user, callback_url: callbackUrl } = body;
  const problems = nameProblems(user, 'user', true);
  if (user.external_reference != null && !/^[A-Za-z0-9_-]{1,35}$/.test(user.external_reference)) {
    problems.push({
      code: 'payment.user.external_reference_invalid',
      property: 'user.external_reference',
      message: 'The external reference must be at most 35 letters and digits',
    });
  }
  if (callbackUrl != null && !(URL.canParse(callbackUrl) && callbackUrl.startsWith('https://'))) {
    problems.push({
      code: 'payment.invalid_callback_url',
      property: 'callback_url',
      message: 'The callback url is invalid',
    });
  }
  const ofTransactions = body.transactions.flatMap((one, index) =>
    transactionProblems(one, `transactions[${index}]`, version, rules),
  );
  return [...problems, ...ofTransactions];
}

/**
 * Validates the JSON of a creation: returns what to make, or Bridge's error answer. Shape A where the body has another form (as
 * observed for a missing `user`) or the expiry is out of range, else shape B with every code.
 */
export function judgeCreation(
  value: unknown,
  version: Version,
  rules: Rules,
  nowMs: number,
): Creation | Answer {
  const read = creationBody.safeParse(value);
  if (!read.success) return answers.invalidBody;
  const problems = bodyProblems(read.data, version, rules);
  if (problems.length > 0) return validationError(problems);
  const expiresAtMs = expiryOf(read.data.expired_date, nowMs);
  if (expiresAtMs === undefined) {
    return generalError(400, 'invalid_request', 'expired_date must be within the next 90 days');
  }
  return { body: read.data, expiresAtMs };
}
