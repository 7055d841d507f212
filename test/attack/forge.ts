// Attacks the ledger again and again by a writer without the key: npm run attack -- --changes 10000 --minutes 10 --seed 1
import { parseArgs } from 'node:util';
import { runRound } from './round.ts';
import { startScene } from './scene.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { changes: text, minutes: text, seed: text, each: text, trace: { type: 'boolean' } },
});
const wanted = Number(values.changes ?? 10_000);
const each = Number(values.each ?? 150);
const endsAt = Date.now() + Number(values.minutes ?? 60) * 60_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

const scene = await startScene(Math.random);
const totals: Record<string, number> = {};
let changes = 0;
let rounds = 0;
let isBroken = false;
for (let seed = Number(values.seed ?? 1); changes < wanted && Date.now() < endsAt && !isBroken; seed += 1) {
  const end = await runRound(scene, seed, Math.min(each, wanted - changes));
  changes += end.changes.length;
  rounds += 1;
  for (const [name, count] of Object.entries(end.counts)) totals[name] = (totals[name] ?? 0) + count;
  isBroken = end.broken.length > 0;
  if (isBroken || values.trace) for (const change of end.changes) say(change);
  if (isBroken) say(`\nBroken by seed ${seed}:\n${end.broken.join('\n')}`);
}
await scene.stop();
say(`${changes} changes in ${rounds} rounds: ${JSON.stringify(totals)}`);
process.exitCode = isBroken ? 1 : 0;
