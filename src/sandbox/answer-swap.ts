import type { Answer } from './answer.ts';

/** Sets a timer; returns a function that stops it. */
export type SetTimer = (delayMs: number, act: () => void) => () => void;

interface Waiting {
  readonly answer: Answer;
  readonly give: (answer: Answer) => void;
}

const longestWaitMs = 200;

/** Swaps the answers of two creations, like a proxy that mixes up its connections. */
export class AnswerSwap {
  readonly #setTimer: SetTimer;
  #waiting: Waiting | undefined;

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer;
  }

  /**
   * The answer to send instead of `answer`. If one is waiting, the two are swapped; else an answer that is *wanted*
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
