import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AccountContext } from '../../src/actions/account-context.ts';
import { checkFile } from '../../src/actions/submit/check-file.ts';
import { openFile } from '../../src/actions/submit/open-file.ts';
import { submitBatch } from '../../src/actions/submit/submit-batch.ts';
import { isFinished } from '../../src/domain/batch.ts';
import { AppError } from '../../src/domain/failure.ts';
import type { Hints } from '../../src/domain/hints.ts';
import type { Party } from '../../src/domain/instruction.ts';
import { startWorkers } from '../../workers/main.ts';
import { options, startTestAccount, type TestAccount } from '../support/account-context.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Realistic files, one of each kind that was once read wrongly, with the correct result beside each. */
const files =
  `accounts-in-single-quotes.csv amount-already-refunded.csv amount-before-fees.csv cells-that-say-null.csv
  currency-says-euro.csv ends-in-ctrl-z.csv footer-generated-on.csv header-full-of-commas.csv header-over-two-lines.csv
  header-with-hints-in-brackets.csv helloasso-participants.csv iban-as-formula-text.csv iban-invisible-characters.csv
  list-german-lieferant.csv list-with-soll-haben-column.csv list-with-statut-rembourse.csv name-column-holds-ibans.csv
  names-that-are-currency-codes.csv names-with-html-entities.csv names-with-lost-letters.csv names-with-no-break-spaces.csv
  new-iban-in-a-remark.csv references-that-say-null.csv rows-without-their-empty-tail.csv space-after-quotes.csv
  statement-dkb-incoming.csv statement-lithuania-d-k.txt two-files-joined.csv whole-lines-in-quotes.csv wise-batch-eur.csv
  encoding-windows-1257-lithuanian.csv xlsx-hidden-amount-column.xlsx column-direction-chosen.csv column-state-chosen.csv`.split(
    /\s+/,
  );

const folder = join(import.meta.dirname, '../../fixtures/batches');

interface Expected {
  readonly hints?: Partial<Hints>;
  readonly stop?: readonly string[];
  readonly refusals?: readonly string[];
  readonly accepted?: readonly {
    amountCents: number;
    iban: string;
    beneficiary: string | { company: string };
  }[];
}

/** One payment, as text. */
const paymentOf = (cents: number, iban: string | undefined, name: string) => `${cents} ${iban} ${name}`;

function nameOf(party: Party | undefined): string {
  if (party === undefined) return '';
  return party.kind === 'company' ? party.companyName : `${party.firstName} ${party.lastName}`;
}

let one: TestAccount;
let asked: string[] = [];
let context: AccountContext;

beforeAll(async () => {
  one = await startTestAccount();
  const { bridge } = one.context;
  context = {
    ...one.context,
    bridge: {
      ...bridge,
      createLink: async (request, departure) => {
        const reply = await bridge.createLink(request, departure);
        if (reply.kind === 'created')
          asked.push(paymentOf(request.amountCents, request.iban, nameOf(request.beneficiary)));
        return reply;
      },
    },
  };
});
afterAll(() => one.stop());

/** Submits a file as `run` does, unless the file needs a person's answer first. */
async function handIn(name: string, hints: Partial<Hints>): Promise<void> {
  // Some of the files have the same rows: each is a batch of its own.
  const rules = {
    options,
    hints: { map: [], ...hints },
    amountMaxCents: 3_500_000,
    now: Date.now(),
    again: name,
  };
  const limits = { maxBytes: 1024 ** 3, maxRows: 1_000_000 };
  const recall = async () => undefined;
  const opening = { spoolFolder: folder, stdin: Readable.from([]), limits, isMappedAsLast: false, recall };
  const input = await openFile(join(folder, name), rules, opening);
  try {
    const { survey } = await checkFile(input.tables, input.rules, context.ledger);
    if (survey.refusals.length > 0) return;
    const never = new AbortController().signal;
    const { id } = await submitBatch(context, input, input.rules, survey, {}, never);
    const workers = startWorkers(context, 4);
    try {
      await waitUntil('the batch has ended', async () => {
        const batch = await context.ledger.batches.read(id);
        return batch !== undefined && isFinished(batch);
      });
    } finally {
      await workers.stop();
    }
  } finally {
    await input.source.close();
  }
}

test.each(files)('%s becomes the links that a careful person would make, or a question', async (name) => {
  const expected: Expected = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
  asked = [];
  const before = one.sandbox.stats().creations;
  await handIn(name, expected.hints ?? {}).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
  const isAsked = expected.stop !== undefined || expected.refusals !== undefined;
  const due = (isAsked ? [] : (expected.accepted ?? [])).map(({ amountCents, iban, beneficiary }) =>
    paymentOf(amountCents, iban, typeof beneficiary === 'string' ? beneficiary : beneficiary.company),
  );
  expect(asked.toSorted()).toEqual(due.toSorted());
  expect(one.sandbox.stats().creations - before).toBe(due.length);
});
