// Times judging a file and bare csv-parse into objects, in turns, on the built code; prints the medians and the peak of memory as JSON.
// With `--once` it judges the file a single time.
import { createReadStream, readFileSync } from 'node:fs';
import { parse } from 'csv-parse';
import { survey } from '../../dist/src/ingest/ingest.js';
import { openSource, openTables } from '../../dist/src/tables/tables.js';

const [file = '', mode = ''] = process.argv.slice(2);
const limits = { maxBytes: 2 ** 31, maxRows: 10_000_000 };
const rules = {
  options: {
    payer: { kind: 'company', companyName: 'Example SARL' },
    expiresInSeconds: 86_400,
    labelTemplate: 'Refund {reference}',
    defaultBeneficiary: false,
    timeZone: 'Europe/Paris',
    transliterate: false,
    fullNames: 'company',
    language: 'en',
  },
  hints: { map: [] },
  amountMaxCents: 100_000_000_00,
  now: Date.now(),
};

async function bare() {
  for await (const row of createReadStream(file).pipe(parse({ columns: true }))) void row;
}

async function judged() {
  const source = await openSource(file, '/tmp', process.stdin);
  const { accepted, rows } = await survey(await openTables(source, rules.hints, limits), rules);
  if (accepted !== rows) throw new Error('not every row was good');
}

async function time(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const [bares, surveys] = [[], []];
for (let round = 0; round < (mode === '--once' ? 1 : 5); round += 1) {
  if (mode !== '--once') bares.push(await time(bare));
  surveys.push(await time(judged));
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const [, peakKb] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
console.log(
  JSON.stringify({ bareMs: median(bares), surveyMs: median(surveys), peakBytes: Number(peakKb) * 1024 }),
);
