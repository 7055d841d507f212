/** A fixed piece of work of the kind that reading files is: text is made, parted and joined. */
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

/** The time that a processor of this machine takes for the fixed piece of work, in ms; about 100 on one of 2024. */
export function referenceMs(): Promise<number> {
  return cpuMsOf(referenceWork);
}

/**
 * How often a processor could do a fixed piece of work in the time that it spends on this one: the same on slow and on fast machines, and
 * while others use the machine too.
 */
export async function effortOf(work: () => unknown): Promise<number> {
  const spentMs = await cpuMsOf(work);
  return spentMs / (await referenceMs());
}
