import { z } from 'zod';
import type { Failure } from '../domain/failure.ts';
import { jsonOf } from './json-of.ts';
import { maskText } from './mask-text.ts';

const text = z.string().nullish();
const problem = z.object({ code: z.string().min(1), property: text, message: text });
const shapeA = z.object({ type: z.string().min(1), message: text });
const shapeB = z.object({ errors: z.array(problem).min(1) });
const shapeC = z.union([z.array(problem).min(1), problem.transform((one) => [one])]);

type Problem = z.infer<typeof problem>;

function problemsOf(body: string): readonly Problem[] | undefined {
  const value = jsonOf(body);
  const detailed = shapeB.safeParse(value);
  if (detailed.success) return detailed.data.errors;
  const items = shapeC.safeParse(value);
  if (items.success) return items.data;
  const general = shapeA.safeParse(value);
  if (general.success) return [{ code: general.data.type, message: general.data.message }];
  return undefined;
}

/**
 * Reads the refusal in an error body in any of Bridge's shapes: `{type, message}`, `{errors: [{code, property,
 * message}]}`, items with `code`, or all at once. Undefined where neither `type` nor `code` is readable: a proxy may
 * have answered.
 */
export function readRefusal(
  body: string,
  secrets: readonly string[],
): { readonly failure: Failure; readonly providerCode: string } | undefined {
  const problems = problemsOf(body);
  const [first] = problems ?? [];
  if (!problems || !first) return undefined;
  const field = problems.find((one) => one.property)?.property;
  const descriptions = problems.map(({ code, property, message }) => {
    const where = problems.length > 1 && property ? ` (${property})` : '';
    return message ? `${code}${where}: ${message}` : `${code}${where}`;
  });
  const failure: Failure = {
    code: 'provider_refused',
    ...(field && { field: maskText(field, secrets).slice(0, 100) }),
    detail: maskText(descriptions.join('; '), secrets),
  };
  return { failure, providerCode: maskText(first.code, secrets).slice(0, 100) };
}
