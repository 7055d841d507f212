// One user of a data folder's Redis, as a process: prints the address it finds, runs the commands on standard input.
import { createInterface } from 'node:readline';
import { type FindRedisOptions, findRedis } from '../../src/redis/redis.ts';

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as Omit<FindRedisOptions, 'now'>;
  const home = await findRedis({ ...options, now: Date.now }, () => {});
  const client = home.connect('test');
  const pid = /^process_id:(\d+)/m.exec(await client.info('server'))?.[1];
  process.stdout.write(`${JSON.stringify({ kind: home.kind, where: home.where, serverPid: Number(pid) })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'close') break;
    process.stdout.write(`${await client.call(...(line.split(' ') as [string, ...string[]]))}\n`);
  }
  await home.close();
  process.stdin.destroy();
}

await main();
