/** A fixed piece of work like that of reading files: builds, splits and joins text. */
function referenceWork(): number {
  let length = 0;
  for (let round = 0; round < 400; round += 1) {
    const text = Array.from({ length: 500 }, (_, at) => `r-${at},${round}.${at},x`).join('\n');
    for (const line of text.split('\n')) length += line.split(',').length;
    length += text.replaceAll(/\d+/g, (digits) => `${digits}0`).length;
  }
  return length;
}

async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The processor time of the fixed piece of work on this machine, in ms; about 100 on a processor of 2024. */
export function referenceMs(): Promise<number> {
  return cpuMsOf(referenceWork);
}

/**
 * The processor time of `work` as a multiple of that of the fixed piece of work: the same on slow and fast machines, and on busy ones.
 */
export async function effortOf(work: () => unknown): Promise<number> {
  const spentMs = await cpuMsOf(work);
  return spentMs / (await referenceMs());
}
