/** A process that is asked line by line: one JSON object a line in, one out. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

/** The last lines of stderr are kept for the message of a process that ends unasked. */
const ERROR_CHARACTERS = 500;

export class Peer {
  private readonly process: ChildProcessWithoutNullStreams;
  private waiting: { settle: (reply: Reply) => void } | null = null;
  private ended: Reply | null = null;
  private lastWords = '';

  /** @param name how messages call it */
  constructor(
    private readonly name: string,
    command: string,
    args: readonly string[],
  ) {
    this.process = spawn(command, args);
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.settle(JSON.parse(line) as Reply);
    });
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-ERROR_CHARACTERS);
    });
    // A request to a process that has ended is answered below; the pipe's own complaint adds nothing.
    this.process.stdin.on('error', () => undefined);
    this.process.on('error', (error) => this.end(error.message));
    this.process.on('close', (code) =>
      this.end(`it ended with code ${String(code)}. ${this.lastWords.trim()}`),
    );
  }

  /**
   * Asks and waits; one request at a time. What `op` gives is known to who calls it.
   * @throws Error with the process's own words where it could not answer
   */
  async ask<T>(request: { readonly op: string } & Readonly<Record<string, unknown>>): Promise<T> {
    if (this.waiting !== null) throw new RangeError(`${this.name} has not answered yet`);
    const reply = await new Promise<Reply>((settle) => {
      if (this.ended !== null) {
        settle(this.ended);
        return;
      }
      this.waiting = { settle };
      this.process.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (!reply.ok) throw new Error(`${this.name}, ${request.op}: ${reply.error}`);
    return reply.value as T;
  }

  /** Ends the process. */
  close(): void {
    this.process.stdin.end();
    this.process.kill();
  }

  private end(error: string): void {
    this.ended ??= { ok: false, error };
    this.settle(this.ended);
  }

  private settle(reply: Reply): void {
    this.waiting?.settle(reply);
    this.waiting = null;
  }
}
