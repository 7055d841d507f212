import { connect, type Socket } from 'node:net';

export type RedisAnswer = string | number | null | Error | RedisAnswer[];
export type RedisWord = string | number | Buffer;

/** A command in the wire format; Latin-1 text, so that bytes stay unchanged. */
export function encodeCommand(words: readonly RedisWord[]): string {
  let text = `*${words.length}\r\n`;
  for (const word of words) {
    const bytes = Buffer.isBuffer(word) ? word.toString('latin1') : latin1Of(String(word));
    text += `$${bytes.length}\r\n${bytes}\r\n`;
  }
  return text;
}

const ascii = /^[\0-\x7f]*$/;

function latin1Of(text: string): string {
  return ascii.test(text) ? text : Buffer.from(text).toString('latin1');
}

/** One database of the server, asked over the connection that all worlds of a process share. */
export interface RedisProxy {
  /** Throws where Redis answers an error. */
  ask(command: string): Promise<RedisAnswer>;
  /** Many commands whose answers nobody reads. */
  askAll(commands: readonly string[]): Promise<void>;
}

type Hear = (answer: RedisAnswer) => void;

/**
 * One fast connection: the worlds of a process send thousands of small commands a second, and the system call is the dearest part of
 * each. So all commands of one turn of the event loop are written together.
 */
export class RedisWire {
  readonly #socket: Socket;
  readonly #waiting: Hear[] = [];
  #toSend = '';
  #database = -1;
  #held: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(socketPath: string) {
    this.#socket = connect(socketPath);
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('error', (error) => {
      for (const resolve of this.#waiting.splice(0)) resolve(error);
    });
  }

  proxy(database: number): RedisProxy {
    const send = (command: string) =>
      new Promise<RedisAnswer>((resolve) => this.#send(database, command, resolve));
    return {
      async ask(command) {
        const answer = await send(command);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async askAll(commands) {
        await Promise.all(commands.map(send));
      },
    };
  }

  #send(database: number, command: string, hear: Hear): void {
    if (this.#toSend === '') setImmediate(() => this.#flush());
    if (this.#database !== database) {
      this.#database = database;
      this.#waiting.push(() => undefined);
      this.#toSend += encodeCommand(['SELECT', database]);
    }
    this.#waiting.push(hear);
    this.#toSend += command;
  }

  #flush(): void {
    this.#socket.write(this.#toSend, 'latin1');
    this.#toSend = '';
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#at = 0;
    for (;;) {
      const begun = this.#at;
      const answer = this.#read();
      if (answer === undefined) {
        this.#held = this.#held.subarray(begun);
        return;
      }
      this.#waiting.shift()?.(answer);
      if (this.#at === this.#held.length) {
        this.#held = Buffer.alloc(0);
        return;
      }
    }
  }

  /** Undefined where the answer is incomplete. */
  #read(): RedisAnswer | undefined {
    const end = this.#held.indexOf('\r\n', this.#at);
    if (end < 0) return undefined;
    const kind = this.#held[this.#at];
    const head = this.#held.toString('latin1', this.#at + 1, end);
    this.#at = end + 2;
    switch (String.fromCharCode(kind ?? 0)) {
      case '+':
        return head;
      case '-':
        return new Error(head);
      case ':':
        return Number(head);
      case '$':
        return this.#readBytes(Number(head));
      default:
        return this.#readList(Number(head));
    }
  }

  #readBytes(length: number): string | null | undefined {
    if (length < 0) return null;
    const from = this.#at;
    if (this.#held.length < from + length + 2) return undefined;
    this.#at = from + length + 2;
    return this.#held.toString('utf8', from, from + length);
  }

  #readList(length: number): RedisAnswer | undefined {
    if (length < 0) return null;
    const list: RedisAnswer[] = [];
    for (let index = 0; index < length; index += 1) {
      const item = this.#read();
      if (item === undefined) return undefined;
      list.push(item);
    }
    return list;
  }
}
