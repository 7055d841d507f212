import type { Answer } from './answer.ts';

/** Sets a timer; what comes back stops it. */
export type SetTimer = (delayMs: number, act: () => void) => () => void;

interface Waiting {
  readonly answer: Answer;
  readonly give: (answer: Answer) => void;
}

const longestWaitMs = 200;

/** Gives two creations each other's answers, as a proxy does that lost count of what it answered. */
export class AnswerSwap {
  readonly #setTimer: SetTimer;
  #waiting: Waiting | undefined;

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer;
  }

  /**
   * The answer to send instead of `answer`. If one is waiting, the two change places; else an answer that is *wanted*
   * waits for the next one, 200 ms at most.
   */
  exchange(answer: Answer, wanted: () => boolean): Answer | Promise<Answer> {
    const other = this.#waiting;
    if (other) {
      this.#waiting = undefined;
      other.give(answer);
      return other.answer;
    }
    if (!wanted()) return answer;
    return new Promise((resolve) => {
      const stopTimer = this.#setTimer(longestWaitMs, () => {
        this.#waiting = undefined;
        resolve(answer);
      });
      this.#waiting = {
        answer,
        give: (given) => {
          stopTimer();
          resolve(given);
        },
      };
    });
  }
}
