/** The same parts, until the signal fires: then its reason is thrown in place of the next one. */
export async function* abortable<T>(parts: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted();
  for await (const part of parts) {
    yield part;
    signal.throwIfAborted();
  }
}
