import type { AccountContext } from '../../src/actions/account-context.ts';
import type { Bridge, ListedLink } from '../../src/bridge/bridge.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { changedLedger } from '../support/ledger.ts';
import { forgedMutations } from './forged-mutations.ts';
import { inOrder, type Mutation, swap } from './mutation.ts';
import { calmFates, type Emphasis, type Fate } from './plan.ts';

const noFates: Readonly<Record<Fate, number>> = { ...calmFates, answered: 4 };

/** Answers are lost, and some links are made as late as the tolerances allow. */
const lateLinks: Emphasis = {
  fates: { ...noFates, late: 4, lostMade: 2, lostNone: 2 },
  lateCommit: 'longest',
  lag: 'longest',
  faultsEnd: 900_000,
};

const manyLosses: Emphasis = {
  losses: [
    { at: 175_000, kind: 'last writes' },
    { at: 400_000, kind: 'last writes' },
  ],
  faultsEnd: 500_000,
  limits: [{ count: 3, windowMs: 1_000 }],
};

const manyFreezes: Emphasis = { freezeRate: 0.015, longestFreeze: 600_000, faultsEnd: 900_000 };

const everyLedgerScript = [
  'claim',
  'settle',
  'verdict',
  'doubts',
  'enter',
  'retry',
  'trust',
  'clean-stop',
  'cancel',
  'reissue',
  'replace',
  'unassign-link',
  'duplicate',
  'revoke',
  'end-revocation',
  'verify',
  'misdirected',
].map((name) => `linkmill-${name}`);

const withoutAttempt = swap(
  ['linkmill-verdict'],
  "if entry.attempt ~= attempt or is_settled(entry.kind) then return 'late' end",
  "if is_settled(entry.kind) then return 'late' end",
);

const withoutProof = swap(
  ['linkmill-verdict'],
  "if tonumber(ARGV[11]) < tonumber(entry.extra) + tonumber(ARGV[12]) then return 'unproven' end",
  '',
);

const withoutLease = swap(['linkmill-lease'], "if ARGV[5] == 'take' and not is_free", "if ARGV[5] == 'none'");

const withBridge = (context: AccountContext, change: Partial<Bridge>): AccountContext => ({
  ...context,
  bridge: { ...context.bridge, ...change },
});

/** An entry that does not know its earlier links. */
function withoutPast(entry: Entry | undefined): Entry | undefined {
  return entry && { ...entry, earlierLinks: [] };
}

export const mutations: readonly Mutation[] = [
  {
    name: 'stamp',
    what: 'a claim leaves no stamp on the page',
    seeds: 20,
    bites: [26, 18, 6],
    isTolerant: true,
    emphasis: {},
    changeScript: swap(['linkmill-claim'], "move(prefix, entry, 'claimed', text(at), now)", ''),
  },
  {
    name: 'compare-and-set',
    what: 'an entry is claimed in whatever state it is',
    seeds: 40,
    bites: [18, 22, 15],
    isTolerant: true,
    emphasis: {},
    changeScript: swap(
      ['linkmill-claim'],
      "if not entry or entry.kind ~= 'entered' then",
      'if not entry then',
    ),
  },
  {
    name: 'lease',
    what: 'a claim has no end',
    seeds: 40,
    bites: [32, 12, 26],
    isTolerant: true,
    emphasis: { crashRate: 0.02, faultsEnd: 900_000 },
    changeScript: swap(
      ['linkmill-claim'],
      "redis.call('ZADD', prefix .. ':claims', text(now + tonumber(ARGV[8])), pointer_of(entry))",
      '',
    ),
  },
  {
    name: 'proof-wait',
    what: 'absence counts at once (P = 0)',
    seeds: 40,
    bites: [19, 6, 23],
    isTolerant: true,
    emphasis: lateLinks,
    changeContext: (context) => ({ ...context, times: { ...context.times, provenAbsentAfterMs: 0 } }),
  },
  {
    name: 'silence-is-down',
    what: 'silence counts as nothing made',
    seeds: 30,
    bites: [26, 18, 1],
    isTolerant: true,
    emphasis: lateLinks,
    changeContext: (context) =>
      withBridge(context, {
        createLink: async (request, departure) => {
          const reply = await context.bridge.createLink(request, departure);
          return reply.kind === 'silent' ? { kind: 'down', why: reply.why } : reply;
        },
      }),
  },
  {
    name: 'recovery-scan',
    what: 'a ledger that forgot is trusted at once',
    seeds: 60,
    bites: [32, 18, 6],
    isTolerant: true,
    emphasis: manyLosses,
    changeContext: (context) => ({
      ...context,
      ledger: changedLedger(context.ledger, {
        account: {
          async status() {
            const status = await context.ledger.account.status();
            if (status.state !== 'suspect') return status;
            await context.ledger.account.trust(status.epoch, true);
            return { ...status, state: 'sound' };
          },
        },
      }),
    }),
  },
  {
    name: 'look-back-wait',
    what: 'the look-back begins at once',
    seeds: 100,
    bites: [2, 10],
    isTolerant: true,
    emphasis: { ...manyLosses, ...lateLinks },
    changeContext: (context) => ({ ...context, nothingUnderWay: () => true }),
  },
  {
    name: 'loss-detection',
    what: 'another run of the server is not noticed',
    seeds: 100,
    bites: [5, 2],
    isTolerant: true,
    emphasis: manyLosses,
    changeScript: swap(everyLedgerScript, 'if known[1] == run then', 'if known[1] then'),
  },
  {
    name: 'use-by',
    what: 'a claim may be sent however late',
    seeds: 100,
    bites: [13],
    isTolerant: true,
    emphasis: manyFreezes,
    changeContext: (context) =>
      withBridge(context, {
        createLink: (request) =>
          context.bridge.createLink(request, {
            latestWallMs: Number.POSITIVE_INFINITY,
            latestMonotonicMs: Number.POSITIVE_INFINITY,
          }),
      }),
  },
  {
    name: 'use-by-one-clock',
    what: 'the use-by is held on the monotonic clock alone',
    seeds: 100,
    bites: [6, 44, 2],
    isTolerant: true,
    emphasis: { ...manyFreezes, suspendShare: 1 },
    changeContext: (context) =>
      withBridge(context, {
        createLink: (request, departure) =>
          context.bridge.createLink(request, { ...departure, latestWallMs: Number.POSITIVE_INFINITY }),
      }),
  },
  {
    name: 'late-answer',
    what: 'a created answer is dropped when its claim is gone',
    seeds: 100,
    bites: [8, 5],
    isTolerant: false,
    emphasis: { ...manyFreezes, lag: 'beyond', fates: { ...noFates, slow: 12 } },
    changeScript: swap(
      ['linkmill-settle'],
      '  -- A created answer is never dropped',
      "  if entry.attempt ~= attempt or entry.kind ~= 'claimed' then return 'late' end\n  -- A created answer is never dropped",
    ),
  },
  {
    name: 'generation',
    what: 'links of an earlier generation count as found',
    seeds: 400,
    bites: [1_000_012, 357, 96, 15],
    isTolerant: true,
    emphasis: {
      fates: { ...noFates, lostNone: 20 },
      faultsEnd: 1_800_000,
      rows: [3, 3],
      decisions: [],
      reissues: 6,
      retries: 0,
      losses: [],
      outages: [],
      showsTags: true,
    },
    changeScript: swap(
      ['linkmill-verdict', 'linkmill-settle'],
      "return entry.past ~= '' and string.find",
      'return false and string.find',
    ),
    changeContext: (context) => ({
      ...context,
      ledger: changedLedger(context.ledger, {
        entries: { read: async (key) => withoutPast(await context.ledger.entries.read(key)) },
      }),
    }),
  },
  {
    name: 'choice-among-live',
    what: 'of several live links all stay',
    seeds: 100,
    bites: [20, 18, 28],
    isTolerant: false,
    emphasis: { ...manyFreezes, lateCommit: 'beyond', fates: { ...noFates, late: 8 }, decisions: [] },
    changeScript: swap(
      ['linkmill-duplicate'],
      "if not intend(prefix, entry, id, 'duplicate link', now) then return 0 end",
      'if true then return 0 end',
    ),
  },
  {
    name: 'window-guard',
    what: 'the windows are kept without a guard',
    seeds: 60,
    bites: [12, 1, 21],
    isTolerant: true,
    emphasis: { guardMs: 0, limits: [{ count: 3, windowMs: 1_000 }], losses: [], lanes: 4, slowRedis: false },
  },
  {
    name: 'verdict',
    what: 'a verdict is neither re-checked nor kept to one sweep',
    seeds: 40,
    bites: [14, 11, 18],
    isTolerant: true,
    emphasis: { ...lateLinks, ...manyFreezes, processes: 4 },
    changeScript: inOrder(withoutAttempt, withoutProof, withoutLease),
  },
  {
    name: 'verdict-proof',
    what: 'the script takes absence on trust',
    seeds: 40,
    bites: [18, 26, 1],
    isTolerant: true,
    emphasis: lateLinks,
    changeScript: withoutProof,
  },
  {
    name: 'sweep-lock',
    what: 'any process may sweep, a verdict holds for any attempt; the proof counts from the newest sending',
    seeds: 30,
    isTolerant: true,
    isHarmless: true,
    emphasis: { ...lateLinks, ...manyFreezes, processes: 4 },
    changeScript: inOrder(withoutAttempt, withoutLease),
  },
  {
    name: 'destination',
    what: 'a link counts as verified as soon as it is made',
    seeds: 40,
    bites: [1],
    isTolerant: true,
    emphasis: { substitution: { from: 0, until: 400_000, share: 1 }, faultsEnd: 500_000, losses: [] },
    changeContext: (context) => ({
      ...context,
      ledger: changedLedger(context.ledger, {
        sendings: {
          settle(key, sent, ending, shown) {
            const verified = ending.kind === 'created' ? ({ ...ending, isVerified: true } as const) : ending;
            return context.ledger.sendings.settle(key, sent, verified, shown);
          },
        },
      }),
    }),
  },
  {
    name: 'halving',
    what: 'pages that follow count as the whole window',
    seeds: 100,
    bites: [23, 14, 71, 75],
    isTolerant: true,
    emphasis: { ...lateLinks, fates: { ...noFates, lostMade: 8 }, pageSize: 2, strangers: 6 },
    changeContext: (context) =>
      withBridge(context, {
        async listLinks(query) {
          const links: ListedLink[] = [];
          for (let next: string | undefined; ; ) {
            const record = await context.bridge.listLinks(next === undefined ? query : { ...query, next });
            if (record.kind !== 'listed') return record;
            links.push(...record.links);
            if (record.next === undefined) return { kind: 'listed', links };
            next = record.next;
          }
        },
      }),
  },
  ...forgedMutations,
];

export function mutationNamed(name: string): Mutation {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`mutations: ${mutations.map((one) => one.name).join(', ')}`);
  return found;
}
