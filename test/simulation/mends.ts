import type { Mill } from '../../src/actions/mill.ts';

/**
 * Mends of the protocol that are proposed and not yet in `src`: the simulation looks for what is broken besides. Each is skipped
 * where the text is no longer what it stands against, and is to be removed then.
 */
export const mends = ['forgotten-batch', 'forgotten-retry', 'clock-sample', 'moment'] as const;

export type Mend = (typeof mends)[number];

/** `forgotten-batch` */
const scriptMends: readonly { readonly script: string; readonly from: string; readonly to: string }[] = [
  {
    // A loss between open and enter: rows of a batch that the ledger has forgotten must not be half of a new one.
    script: 'linkmill-enter',
    from: 'local entries, rejections =',
    to: "if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'submittedAt') == 0 then return redis.error_reply('batch is gone') end\nlocal entries, rejections =",
  },
  {
    script: 'linkmill-reject',
    from: 'local new = 0',
    to: "if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 then return redis.error_reply('batch is gone') end\nlocal new = 0",
  },
];

export function mendedScript(name: string, lua: string): string {
  return scriptMends.reduce(
    (text, { script, from, to }) => (script === name ? text.replace(from, to) : text),
    lua,
  );
}

/**
 * `clock-sample`: the provider's clock is not learnt from a call that took longer, in ms: a process that froze in the midst of one would be wrong
 * by half of that, and end its windows too early.
 */
export const longestClockSample = 2_000;

/** The ledger's time and our own belong to one moment only where the answer came within this, in ms. */
const longestMoment = 500;

/** Asks again where the process stood still between the ledger's answer and the reading of its own clock. */
async function withinMoment<T>({ clock }: Mill, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const askedAt = clock.now();
    const answer = await ask();
    if (Math.abs(clock.now() - askedAt) <= longestMoment) return answer;
  }
}

/**
 * `forgotten-retry`: a look-back holds links against refused and failed entries too: after a loss the ledger may have forgotten that
 * such an entry was given back, sent again and answered. `moment`: windows of the list are reckoned from moments that are moments.
 */
export function mendedMill(mill: Mill, isMended: (mend: Mend) => boolean): Mill {
  const { ledger } = mill;
  const atOnce = isMended('moment') ? withinMoment : <T>(_: Mill, ask: () => Promise<T>) => ask();
  return {
    ...mill,
    ledger: {
      ...ledger,
      doubts: (most) => atOnce(mill, () => ledger.doubts(most)),
      standing: () => atOnce(mill, () => ledger.standing()),
      async entry(key) {
        const entry = await ledger.entry(key);
        const isWithout = entry?.state.kind === 'refused' || entry?.state.kind === 'failed';
        return entry !== undefined && isWithout && isMended('forgotten-retry')
          ? { ...entry, state: { kind: 'entered' } }
          : entry;
      },
    },
  };
}
