/** Waits for so many ms, or until the signal fires. */
type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** Works again and again until the signal fires, or until the work answers *over*; else it answers the pause until the next time, in ms. */
export async function repeat(
  work: () => Promise<number | 'over'>,
  pause: Pause,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const next = await work();
    if (next === 'over') return;
    await pause(next, signal);
  }
}

/** Repeats until it is stopped, which waits for the work under way. */
export function startRepeating(
  work: (signal: AbortSignal) => Promise<number>,
  pause: Pause,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = repeat(() => work(signal), pause, signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
