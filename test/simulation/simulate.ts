import { runMany } from './run-many.ts';

await runMany(process.argv.slice(2));
