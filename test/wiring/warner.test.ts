import { expect, test } from '@jest/globals';
import { ListingUnavailable } from '../../src/actions/reconcile/list-window.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { type Message, message } from '../../src/i18n/messages.ts';
import type { Log } from '../../src/log.ts';
import { createWarner } from '../../src/wiring/warner.ts';

/** A warner with lists of what it shows in each language and what it logs. */
function stage() {
  const shown: Message[] = [];
  const logged: unknown[] = [];
  let now = 0;
  const log = { info: (...words: unknown[]) => logged.push(words) } as unknown as Log;
  const show = (...lines: readonly Message[]) => void shown.push(...lines);
  const warn = createWarner({ show }, log, () => now);
  const inAll = () => (['en', 'fr', 'de'] as const).map((language) => shown.map(rendererOf(language).render));
  return { warn, logged, inAll, wait: (ms: number) => (now += ms) };
}

test('a warning is shown in the language of the reader, and logged as its code and params', () => {
  const { warn, logged, inAll } = stage();
  warn(message('row_paid_twice', { batch: 'b1', line: 3 }));
  expect(inAll()).toEqual([
    ['Line 3 of batch b1 was paid twice; a person has to ask for the money back.'],
    ['La ligne 3 du lot b1 a été payée deux fois\u00a0; une personne doit redemander l’argent.'],
    ['Zeile 3 des Stapels b1 wurde zweimal bezahlt; jemand muss das Geld zurückfordern.'],
  ]);
  expect(logged).toEqual([[{ batch: 'b1', line: 3 }, 'row_paid_twice']]);
});

test('a cause is shown in its own words, masked; a refusal of Redis with its remedy', () => {
  const { warn, logged, inAll } = stage();
  warn(message('queue_in_trouble', {}), new Error('no FR1420041010050500013M02606 closed'));
  warn(message('reconcile_failed', {}), 'OOM command not allowed');
  const [, french] = inAll();
  expect(french?.[0]).toContain('(Error: no FR14…606 closed)');
  expect(french?.[1]).toMatch(/^Une vérification .* redis_full\u00a0: Redis .*mémoire/);
  expect(logged[0]).toEqual([{ cause: 'Error: no FR14…606 closed' }, 'queue_in_trouble']);
});

test('the reason why a call to Bridge failed is a sentence in each language, and a code in the log', () => {
  const { warn, logged, inAll } = stage();
  const reason = message('bridge_answered', { status: 429 });
  warn(message('reconcile_failed', {}), new ListingUnavailable(reason));
  expect(inAll()).toEqual([
    ['A check of open rows failed; the next one follows. Bridge answered 429.'],
    ['Une vérification des lignes ouvertes a échoué\u00a0; la suivante vient. Bridge a répondu 429.'],
    ['Eine Prüfung der offenen Zeilen ist gescheitert; die nächste folgt. Bridge antwortete 429.'],
  ]);
  expect(logged).toEqual([[{ reasons: [reason] }, 'reconcile_failed']]);
});

test('the same warning is shown again only after half a minute, and always logged', () => {
  const { warn, logged, inAll, wait } = stage();
  for (const line of [1, 2]) warn(message('duplicate_link_made', { batch: 'b1', line }));
  expect(inAll()[0]).toHaveLength(1);
  wait(30_000);
  warn(message('duplicate_link_made', { batch: 'b1', line: 3 }));
  expect(inAll()[0]).toHaveLength(2);
  expect(logged).toHaveLength(3);
});
