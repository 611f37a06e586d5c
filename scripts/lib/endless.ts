/** Where a program is that goes round and round: asked of Node's inspector while it does. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { request, WebSocket } from 'undici/index.js';
import { sleep } from '../../modules/core/time.ts';
import { cpuSecondsOf } from './processes.ts';

/** What the inspector says. */
interface Message {
  id?: number;
  method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own
  result?: any;
}

/** Where a thread computes: which one, and in which line of the program, from 1. */
interface Place {
  thread: string;
  line: number;
}

/** A call frame of a thread that was stopped for a moment. */
interface Frame {
  location: { scriptId: string; lineNumber: number; columnNumber: number };
}

/** How long a program runs before it is looked at, and how much it has computed by then. */
const PATIENCE_MS = 4_500;
const BUSY_SECONDS = 3;

/** So many looks in a row have to find the same thread: it may have been on its way through. */
const LOOKS = 3;

/** How long it goes on between two looks, in milliseconds. */
const BETWEEN_MS = 500;

/** How long a thread has to stop, in milliseconds: one that waits does not. */
const PAUSE_MS = 2_000;

/**
 * Looks at a running program from time to time, until it goes round and round.
 *
 * @param pid its process, started with `--inspect-port`.
 * @param options.port that port, on loopback.
 * @param options.file its program: only lines of this count.
 * @param options.isEnding whether it is about to exit: then it must not be asked.
 * @param options.ended aborts when it has ended: then there is nothing to say.
 * @returns in which line: "goes round and round, at line 7: while (true) {".
 */
export async function findLoop(pid: number, options: Look): Promise<string | undefined> {
  const { port, file, isEnding, ended } = options;
  try {
    await sleep(PATIENCE_MS, { signal: ended });
    let seen: Place[] = [];
    for (let before = Infinity; ; ) {
      const computed = cpuSecondsOf(pid) ?? BUSY_SECONDS;
      const isBusy = computed >= BUSY_SECONDS && computed >= before;
      const place = isBusy && !isEnding() ? await busyPlace(pid, port, file) : undefined;
      seen = place
        ? [...seen.filter(({ thread }) => thread === place.thread), place]
        : [];
      if (place && seen.length === LOOKS) {
        const text = readFileSync(file, 'utf8').split('\n')[place.line - 1]?.trim();
        return `goes round and round, at line ${place.line}: ${text}`;
      }
      before = computed;
      await sleep(BETWEEN_MS, { signal: ended });
    }
  } catch {
    return undefined; // It has ended, or cannot be asked.
  }
}

interface Look {
  port: number;
  file: string;
  isEnding: () => boolean;
  ended: AbortSignal;
}

/**
 * Where one of a program's threads computes just now.
 *
 * @param pid a Node process that was started with `--inspect-port` and lets signals through.
 * @param port that port, on loopback.
 * @param file its program: only lines of this count.
 * @returns undefined when no thread computes there.
 */
async function busyPlace(
  pid: number,
  port: number,
  file: string,
): Promise<Place | undefined> {
  process.kill(pid, 'SIGUSR1'); // opens the inspector, also of a process that is busy
  const url = await urlOf(port);
  if (!url) return undefined;
  const inspector = new Inspector(url);
  try {
    await inspector.opened;
    return await inspector.placeIn(basename(file));
  } finally {
    inspector.close();
  }
}

async function urlOf(port: number): Promise<string | undefined> {
  for (let attempt = 1; attempt <= 40; attempt++) {
    try {
      const { body } = await request(`http://127.0.0.1:${port}/json/list`);
      const [target] = (await body.json()) as { webSocketDebuggerUrl: string }[];
      return target?.webSocketDebuggerUrl;
    } catch {
      await sleep(50); // it is not open yet
    }
  }
  return undefined;
}

/** A connection to a process: to its main thread, and through this to the others. */
class Inspector {
  readonly opened: Promise<unknown>;
  readonly #socket: WebSocket;
  readonly #threads = new Map<string, Target>();
  readonly #main: Target;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', resolve);
      this.#socket.addEventListener('error', reject);
    });
    this.#main = new Target('main', (text) => this.#socket.send(text));
    this.#socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(data)));
  }

  #hear(message: Message): void {
    const { method, params } = message;
    if (method === 'NodeWorker.attachedToWorker') {
      const { sessionId, workerInfo } = params;
      const send = (text: string) =>
        this.#main.post('NodeWorker.sendMessageToWorker', { sessionId, message: text });
      this.#threads.set(sessionId, new Target(`worker ${workerInfo.workerId}`, send));
    } else if (method === 'NodeWorker.receivedMessageFromWorker') {
      this.#threads.get(params.sessionId)?.hear(JSON.parse(params.message));
    } else {
      this.#main.hear(message);
    }
  }

  async placeIn(name: string): Promise<Place | undefined> {
    this.#main.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    const main = await this.#main.placeIn(name);
    if (main) return main;
    const threads = [...this.#threads.values()];
    const places = await Promise.all(threads.map((thread) => thread.placeIn(name)));
    return places.find((place) => place !== undefined);
  }

  close(): void {
    this.#socket.close();
  }
}

/** One thread. */
class Target {
  readonly #name: string;
  readonly #send: (text: string) => void;
  readonly #scripts = new Map<string, { url: string; sourceMapURL: string }>();
  #paused: ((frames: Frame[]) => void) | undefined;
  #ids = 0;

  constructor(name: string, send: (text: string) => void) {
    this.#name = name;
    this.#send = send;
  }

  post(method: string, params: object = {}): void {
    this.#send(JSON.stringify({ id: ++this.#ids, method, params }));
  }

  hear({ method, params }: Message): void {
    if (method === 'Debugger.scriptParsed') {
      this.#scripts.set(params.scriptId, params);
    }
    if (method === 'Debugger.paused') this.#paused?.(params.callFrames);
  }

  /** Stops it for a moment. One that waits cannot be stopped. */
  async placeIn(name: string): Promise<Place | undefined> {
    const stopped = new Promise<Frame[]>((resolve) => {
      this.#paused = resolve;
    });
    this.post('Debugger.enable');
    this.post('Debugger.pause');
    const frames = (await Promise.race([stopped, sleep(PAUSE_MS)])) ?? [];
    this.post('Debugger.disable'); // and it goes on
    const isOwn = ({ location }: Frame) =>
      basename(this.#scripts.get(location.scriptId)?.url ?? '') === name;
    const frame = frames.find(isOwn);
    const line = frame && this.#lineOf(frame);
    return line ? { thread: this.#name, line } : undefined;
  }

  #lineOf({ location }: Frame): number | undefined {
    const { sourceMapURL = '' } = this.#scripts.get(location.scriptId) ?? {};
    const [, data] = /^data:.*?base64,(.*)$/.exec(sourceMapURL) ?? [];
    if (!data) return location.lineNumber + 1;
    const map = JSON.parse(Buffer.from(data, 'base64').toString());
    const entry = new SourceMap(map).findEntry(
      location.lineNumber,
      location.columnNumber,
    );
    return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
  }
}
