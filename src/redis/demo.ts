/** A server inside this process that stores nothing: its address, and how to end it. */
export interface DemoServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts js-redis-server, an optional dependency that npm installs on Node 22 and newer; undefined where it is not
 * installed. It slows down with the data it stores (some 100 jobs a second at 800 rows), hence the caller's limit on
 * rows.
 */
export async function startDemoServer(): Promise<DemoServer | undefined> {
  try {
    const { createRedisServer } = await import('js-redis-server');
    return await createRedisServer({ port: 0 });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
