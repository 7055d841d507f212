// Times judging a file and bare csv-parse into objects, in turns, on the built code; prints the medians as JSON.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { openSource, survey } from '../../dist/src/ingest/ingest.js';

const [file = ''] = process.argv.slice(2);
const rules = {
  options: {
    payer: { kind: 'company', companyName: 'Example SARL' },
    expiresInSeconds: 86_400,
    labelTemplate: 'Refund {reference}',
    defaultBeneficiary: false,
  },
  amountMaxCents: 100_000_000,
  now: Date.now(),
};

async function bare() {
  for await (const row of createReadStream(file).pipe(parse({ columns: true }))) void row;
}

async function judged() {
  const source = await openSource(file, '/tmp', process.stdin);
  await survey(source, rules);
}

async function time(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const [bares, surveys] = [[], []];
for (let round = 0; round < 5; round += 1) {
  bares.push(await time(bare));
  surveys.push(await time(judged));
}
const median = (values) => values.toSorted((a, b) => a - b)[2];
console.log(JSON.stringify({ bareMs: median(bares), surveyMs: median(surveys) }));
