// Breaks everything at once, and counts: `npm run faults`; see README for the promise. `--short`, `--rows N`, `--only A`.
import { parseArgs } from 'node:util';
import { type Performance, performAlone } from './perform.ts';
import { longScale, shortScale } from './scale.ts';
import { scenarios } from './scenarios.ts';
import { printTable } from './table.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean' }, rows: { type: 'string' }, only: { type: 'string' } },
});
const usual = flags.short ? shortScale : longScale;
const scale = { ...usual, rows: Number(flags.rows ?? usual.rows) };
const chosen = scenarios.filter(({ letter }) => flags.only === undefined || flags.only.includes(letter));
const performances: Performance[] = [];
for (const scenario of chosen) {
  console.log(`${scenario.letter}: ${scenario.title}; ${scale.rows} rows`);
  performances.push(await performAlone(scenario, scale));
}
printTable(performances);
process.exit(performances.every(({ broken }) => broken.length === 0) ? 0 : 1);
