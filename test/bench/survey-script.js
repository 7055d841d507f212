// Times judging a file and bare csv-parse into objects, in turns, on the built code; prints the medians, the rows and the peak of memory as
// JSON. With `--once` it judges the file a single time, and csv-parse does not run.
import { createReadStream, readFileSync } from 'node:fs';
import { parse } from 'csv-parse';
import { survey } from '../../dist/src/ingest/ingest.js';
import { openSource, openTables } from '../../dist/src/tables/tables.js';

const [file = '', mode = ''] = process.argv.slice(2);
const isOnce = mode === '--once';
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
  return survey(await openTables(source, rules.hints, limits), rules);
}

const [bares, surveys] = [[], []];
let surveyed;
for (let round = 0; round < (isOnce ? 1 : 5); round += 1) {
  const startedAt = performance.now();
  if (!isOnce) await bare();
  const betweenAt = performance.now();
  surveyed = await judged();
  bares.push(betweenAt - startedAt);
  surveys.push(performance.now() - betweenAt);
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const [, peakKb] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
console.log(
  JSON.stringify({
    accepted: surveyed.accepted,
    rejected: surveyed.rejected,
    bareMs: median(bares),
    surveyMs: median(surveys),
    peakBytes: Number(peakKb) * 1024,
  }),
);
