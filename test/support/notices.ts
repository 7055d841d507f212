import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Notice } from '../../src/domain/notices/notice.ts';
import { commandFor, type Language, rendererOf } from '../../src/i18n/i18n.ts';
import { message } from '../../src/i18n/messages.ts';

/** A notice like that of a scheduled run. */
export const notice: Notice = {
  id: 'run_ended-nightly-2026-10-25T02:00',
  kind: 'run_ended',
  at: Date.UTC(2026, 9, 25, 1, 10),
  subject: message('of_schedule', {
    schedule: 'nightly',
    subject: message('schedule_result', { links: 212, toCorrect: 2, refusedFiles: 0 }),
  }),
  lines: [
    message('links_over', { links: 212, cents: 1_234_567 }),
    message('code_times', {
      times: 2,
      code: 'iban_checksum_wrong',
      failure: { code: 'iban_checksum_wrong' },
    }),
  ],
  facts: { created: 212, createdCents: 1_234_567 },
  next: ['npx linkmill report{forLedger} abcdefghijkl'],
};

/** A notice as its recipient reads it. */
export function shownNotice({ subject, lines, next, ...notice }: Notice, language: Language = 'en') {
  const { render } = rendererOf(language);
  const commands = next.map((command) => commandFor(command));
  return { ...notice, subject: render(subject), lines: lines.map(render), next: commands };
}

/** A mail that the sink received. */
interface TakenMail {
  readonly to: readonly string[];
  readonly text: string;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** The user who logged in to send it. */
  readonly user: string | undefined;
}

/** Starts a mail server on this machine that records mails. */
export async function startMailSink(options: SMTPServerOptions = {}) {
  const mails: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'a-mail-password' ? done(null, { user: username }) : done(new Error('no')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const text = Buffer.concat(chunks).toString();
        const { user } = session as { user?: string };
        mails.push({ to, text, isSecure: session.secure, user });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return { mails, port, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** A call that the webhook receiver got. */
interface TakenCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts a webhook receiver; `answer` gives the status for the nth call (from 1), or undefined for no answer at all. */
export async function startReceiver(answer: (call: number) => number | undefined = () => 204) {
  const calls: TakenCall[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push({ headers: request.headers, body });
    const status = answer(calls.length);
    if (status === undefined) return;
    response.writeHead(status, { Location: '/elsewhere' }).end('x'.repeat(status === 200 ? 1_000_000 : 0));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    url: `http://127.0.0.1:${port}/linkmill`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
