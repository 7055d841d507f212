import type { Ledger } from '../../src/ledger/ledger.ts';

/** The ledger with some methods replaced. */
export function changedLedger(
  ledger: Ledger,
  changed: { readonly [Part in keyof Ledger]?: Partial<Ledger[Part]> },
): Ledger {
  const parts = Object.entries(changed).map(([part, methods]) => [
    part,
    { ...ledger[part as keyof Ledger], ...methods },
  ]);
  return { ...ledger, ...Object.fromEntries(parts) };
}

type Method = (...words: unknown[]) => unknown;

/** The ledger with each method wrapped by `around`, which gets the name as `part.method`. */
export function throughAll(ledger: Ledger, around: (name: string, method: Method) => Method): Ledger {
  const parts = Object.entries(ledger).map(([part, methods]) => [
    part,
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, around(`${part}.${name}`, method as Method)]),
    ),
  ]);
  return Object.fromEntries(parts);
}
