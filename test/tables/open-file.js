// Opens a file with the built code as `check` does, reads it to its end, and prints its error codes, peak memory and
// processor time.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { openSource, openTables } from '../../dist/src/tables/tables.js';

const limits = { maxBytes: 1024 ** 3, maxRows: 1_000_000 };

async function codesOf(path) {
  try {
    const file = await openTables(await openSource(path, '/tmp', process.stdin), {}, limits);
    for (const format of file.formats) for await (const rows of file.read(format).chunks) void rows;
    return [];
  } catch (error) {
    if (error.failures === undefined) throw error;
    return error.failures.map(({ code }) => code);
  }
}

const codes = await codesOf(process.argv[2]);
// Not `resourceUsage().maxRSS`, which starts with the memory of the parent process.
const [, peakKb] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ codes, peakMb: Number(peakKb) / 1024, cpuMs: (user + system) / 1000 }));
