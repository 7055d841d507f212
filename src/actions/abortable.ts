/** Yields the same parts; once the signal fires, throws its reason in place of the next one. */
export async function* abortable<T>(parts: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted();
  for await (const part of parts) {
    yield part;
    signal.throwIfAborted();
  }
}
