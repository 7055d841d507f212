import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** The body of a request as text, or undefined if it is larger than `maxBytes`. */
export function readText(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    });
    request.on('end', () => resolve(bytes <= maxBytes ? Buffer.concat(chunks).toString() : undefined));
    request.on('error', reject);
  });
}

/** Sends an answer with the sandbox's own time (epoch milliseconds) as its `Date`, unless the client has gone. */
export function sendAnswer(response: ServerResponse, answer: Answer, nowMs: number): void {
  if (response.destroyed) return;
  const { status, body, html, retryAfterSeconds } = answer;
  const type = html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  response.writeHead(status, {
    Date: new Date(nowMs).toUTCString(),
    ...((body !== undefined || html !== undefined) && { 'Content-Type': type }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  });
  response.end(html ?? (body === undefined ? '' : JSON.stringify(body)));
}
