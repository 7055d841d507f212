import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { legible } from '../domain/text/shown.ts';
import type { Message } from '../i18n/messages.ts';
import type { Terminal } from './terminal.ts';

type Asked = Pick<Terminal, 'stdin' | 'stderr' | 'interrupted' | 'text'>;

/** Whether a person has typed a yes, in whichever language of ours. */
export function isYes(answer: string | undefined): boolean {
  return ['yes', 'oui', 'ja'].includes((answer ?? '').toLowerCase());
}

/** What a person types after a question, trimmed; empty where the input ends, undefined after Ctrl-C. */
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

/** Longer ones are none; in characters. */
const longestSecret = 4096;

/**
 * What a person types after a question without seeing it, or all of standard input where that is no terminal; trimmed, empty where
 * there is nothing or too much. Ctrl-C is thrown on.
 */
export async function askSecret(asked: Asked, question: Message): Promise<string> {
  const isTyped = 'isTTY' in asked.stdin && asked.stdin.isTTY === true;
  const said = isTyped ? await typed(asked, question) : await piped(asked);
  asked.interrupted.throwIfAborted();
  return said.length > longestSecret ? '' : said.trim();
}

async function typed({ stdin, stderr, interrupted, text }: Asked, question: Message): Promise<string> {
  // The line editor echoes into nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  stderr.write(`${legible(text(question))} `);
  try {
    // In raw mode Ctrl-C is a key of the editor, and no signal.
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
  let said = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    said += chunk;
    if (said.length > longestSecret) return said;
  }
  return said;
}
