import { createInterface } from 'node:readline/promises';
import { legible } from '../domain/shown.ts';
import type { Message } from '../i18n/messages.ts';
import type { Door } from './door.ts';

/** Whether a person has typed a yes, in whichever language of ours. */
export function isYes(answer: string | undefined): boolean {
  return ['yes', 'oui', 'ja'].includes((answer ?? '').toLowerCase());
}

/** What a person types after a question, trimmed; empty where the input ends, undefined after Ctrl-C. */
export async function askWord(
  { stdin, stderr, interrupted, text }: Pick<Door, 'stdin' | 'stderr' | 'interrupted' | 'text'>,
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
