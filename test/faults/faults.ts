// Breaks everything at once, and counts: `npm run faults`; see README for the promise. `--short`, `--rows N`, `--only A`.
import { parseArgs } from 'node:util';
import { type Performance, performAll } from './perform.ts';
import { longScale, shortScale } from './scale.ts';
import { scenarios } from './scenarios.ts';
import { printTable } from './table.ts';
import { measureTakeover, survivorsOfTrials } from './takeover.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean' }, rows: { type: 'string' }, only: { type: 'string' } },
});
const usual = flags.short ? shortScale : longScale;
const scale = { ...usual, rows: Number(flags.rows ?? usual.rows) };
const chosen = scenarios.filter(({ letter }) => flags.only === undefined || flags.only.includes(letter));
const performances: Performance[] = [];
for (const { letter, title } of chosen) console.log(`${letter}: ${title}; ${scale.rows} rows`);
for await (const performance of performAll(chosen, scale)) performances.push(performance);
if (performances.length > 0) printTable(performances);
if (flags.only === undefined || flags.only.includes('T')) {
  console.log('\nT: a worker dies with slices of unclaimed rows; who is left');
  const takeovers: Performance[] = [];
  for (const survivors of survivorsOfTrials) takeovers.push(await measureTakeover(survivors));
  printTable(takeovers);
  performances.push(...takeovers);
}
process.exit(performances.every(({ broken }) => broken.length === 0) ? 0 : 1);
