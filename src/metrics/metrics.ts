import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, Registry } from 'prom-client';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { type Measurement, type MetricName, metrics } from '../domain/measurement.ts';
import { type Message, message } from '../i18n/messages.ts';

/** The server of the metrics, until `close`. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface MetricsPlace {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
}

/** Scrapes within so many ms share one measurement. */
const sameForMs = 1_000;

/** In ms; a longer scrape gets a 503. */
const longestScrapeMs = 8_000;

/**
 * Serves GET /metrics in Prometheus' text format, with values from `gather` and help texts from `render`, and GET
 * /healthz; both answer 503 where `gather` fails or takes longer than a scrape may. Throws `port_taken` where the
 * port cannot be opened.
 */
export async function startMetrics(
  { port, host }: MetricsPlace,
  gather: () => Promise<readonly Measurement[]>,
  now: () => number,
  render: (help: Message) => string,
): Promise<MetricsServer> {
  let latest: { readonly at: number; readonly text: Promise<string> } | undefined;
  const textNow = () => {
    if (latest === undefined || now() - latest.at >= sameForMs)
      latest = { at: now(), text: inTime(gather()).then((measured) => textOf(measured, render)) };
    return latest.text;
  };
  const server = createServer(async ({ method, url }, response) => {
    const path = url?.split('?')[0];
    if (method !== 'GET' || (path !== '/metrics' && path !== '/healthz')) {
      response.writeHead(404).end('not found\n');
      return;
    }
    try {
      const text = await textNow();
      response.writeHead(200, {
        'content-type': path === '/metrics' ? Registry.PROMETHEUS_CONTENT_TYPE : 'text/plain',
      });
      response.end(path === '/metrics' ? text : 'ok\n');
    } catch {
      response.writeHead(503).end('ledger unreachable\n');
    }
  });
  server.requestTimeout = 5_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 20;
  server.listen(port, host);
  // `once` rejects with an error of the server, too.
  await once(server, 'listening').catch((error) => {
    throw fail('port_taken', message('file_gives', { name: `${host}:${port}`, error: codeOf(error) }));
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), longestScrapeMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function textOf(measured: readonly Measurement[], render: (help: Message) => string): Promise<string> {
  const accounts = new Registry();
  for (const name of Object.keys(metrics) as MetricName[]) {
    const { kind, labels } = metrics[name];
    const help = render(message(`metric_${name}`, {}));
    const options = { name, help, labelNames: ['account', ...labels], registers: [accounts] };
    const metric = kind === 'counter' ? new Counter(options) : new Gauge(options);
    for (const one of measured) if (one.name === name) metric.inc({ ...one.labels }, one.value);
  }
  return (await accounts.metrics()).replaceAll(/\n{2,}/g, '\n');
}
