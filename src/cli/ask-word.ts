import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { legible } from '../domain/text/shown.ts';
import type { Message } from '../i18n/messages.ts';
import type { Terminal } from './terminal.ts';

type Asked = Pick<Terminal, 'stdin' | 'stderr' | 'interrupted' | 'text'>;

/** Whether the answer is a yes in English, French or German. */
export function isYes(answer: string | undefined): boolean {
  return ['yes', 'oui', 'ja'].includes((answer ?? '').toLowerCase());
}

/** Asks a person for a word. Returns it trimmed; empty when the input ends, undefined after Ctrl-C. */
export async function askWord(
  { stdin, stderr, interrupted, text }: Asked,
  question: Message,
): Promise<string | undefined> {
  const questions = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      questions.question(`${legible(text(question))} `, { signal: interrupted }),
      new Promise<string>((giveUp) => questions.once('close', () => giveUp(''))),
    ]);
    return answer.trim();
  } catch {
    return undefined;
  } finally {
    questions.close();
  }
}

/** A longer input is not taken as a secret; in characters. */
const longestSecret = 4096;

/**
 * Asks a person for a secret without echoing it; reads all of standard input where that is no terminal. Returns it trimmed; empty where
 * there is nothing or more than `longestSecret`. Throws the reason of the signal after Ctrl-C.
 */
export async function askSecret(asked: Asked, question: Message): Promise<string> {
  const isTyped = 'isTTY' in asked.stdin && asked.stdin.isTTY === true;
  const secret = isTyped ? await typed(asked, question) : await piped(asked);
  asked.interrupted.throwIfAborted();
  return secret.length > longestSecret ? '' : secret.trim();
}

async function typed({ stdin, stderr, interrupted, text }: Asked, question: Message): Promise<string> {
  // The line editor echoes what is typed: here it echoes into nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  stderr.write(`${legible(text(question))} `);
  try {
    // In raw mode the terminal sends no signal for Ctrl-C; the editor reports it as a key.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return await Promise.race([
      lines.question('', { signal: interrupted }),
      new Promise<string>((giveUp) => lines.once('close', () => giveUp(''))),
    ]);
  } catch {
    return '';
  } finally {
    lines.close();
    stderr.write('\n');
  }
}

async function piped({ stdin }: Asked): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestSecret) return text;
  }
  return text;
}
