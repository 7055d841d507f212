import { createInterface } from 'node:readline/promises';
import { inLanguage } from '../domain/language.ts';
import { legible } from '../domain/shown.ts';
import type { Door } from './door.ts';

/** What a person types after a question, trimmed; empty where the input ends, undefined after Ctrl-C. */
export async function askWord(
  { stdin, stderr, interrupted, language }: Pick<Door, 'stdin' | 'stderr' | 'interrupted' | 'language'>,
  question: string,
): Promise<string | undefined> {
  const questions = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      questions.question(legible(inLanguage(question, language)), { signal: interrupted }),
      new Promise<string>((giveUp) => questions.once('close', () => giveUp(''))),
    ]);
    return answer.trim();
  } catch {
    return undefined;
  } finally {
    questions.close();
  }
}
