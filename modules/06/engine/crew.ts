import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../core/time.ts';
import { workerFile, workerOptions } from '../../core/worker-file.ts';

const WORKER = workerFile(new URL('./worker.ts', import.meta.url));

/** How long a worker may take to finish its job and go, in ms. */
const NOTICE = 10_000;

/** The wait before a worker that has died is replaced, in ms. */
const PAUSE = 200;

/** Worker processes on this machine: one that dies is replaced, as by systemd or Celery. */
export class Crew {
  readonly #url: string;
  readonly #args: string[];
  readonly #members = new Set<ChildProcess>();
  #dismissed = false;

  /**
   * @param url where their Redis is.
   * @param args the command line of each.
   */
  constructor(url: string, args: string[]) {
    this.#url = url;
    this.#args = args;
  }

  /** Starts workers; resolves when all of them take jobs. */
  async hire(size: number): Promise<void> {
    await Promise.all(Array.from({ length: size }, () => this.#hireOne()));
  }

  /** Lets them finish what they are at; resolves when all of them have ended. */
  async dismiss(): Promise<void> {
    this.#dismissed = true;
    await Promise.all([...this.#members].map(stop));
  }

  async #hireOne(): Promise<void> {
    const env = { ...process.env, REDIS_URL: this.#url };
    const child = fork(fileURLToPath(WORKER), this.#args, { ...workerOptions, env });
    this.#members.add(child);
    const ended = once(child, 'exit').then(([code, signal]) => {
      this.#members.delete(child);
      throw new Error(`A worker ended before it was ready: ${signal ?? `code ${code}`}`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => this.#replace());
  }

  async #replace(): Promise<void> {
    while (!this.#dismissed) {
      await sleep(PAUSE);
      if (this.#dismissed) return;
      // It may fail while Redis is away; then once more.
      const hired = await this.#hireOne().then(
        () => true,
        () => false,
      );
      if (hired) return;
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), NOTICE);
  await gone;
  clearTimeout(timer);
}
