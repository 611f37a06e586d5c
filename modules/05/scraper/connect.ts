/** Connections for undici, which is stricter than servers are, and trusts more of them. */
import type { Socket } from 'node:net';
import { buildConnector } from 'undici/index.js';
import type { Reach } from './reach.ts';

/**
 * Connects, and looks at the address before anything is sent.
 *
 * @param timeout until the connection stands, in ms.
 * @param reach where it may lead to. Default: anywhere.
 */
export function connectWithin(timeout: number, reach?: Reach): buildConnector.connector {
  const connect = buildConnector({ timeout });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error) return callback(error, null);
      try {
        reach?.check(`${options.protocol}//${options.host}`, socket.remoteAddress ?? '');
      } catch (failure) {
        socket.destroy();
        return callback(failure as Error, null);
      }
      callback(null, withoutContinue(socket));
    });
  };
}

/** An interim answer with its headers, and its status. */
const INTERIM = /HTTP\/1\.[01] (1\d\d)(?: [^\r\n]*)?\r?\n(?:[^\r\n]+\r?\n)*\r?\n/gy;
const STARTS = ['HTTP/1.1 1', 'HTTP/1.0 1'] as const;

/** More is no interim answer any more, in bytes. */
const LONGEST = 16_384;

/**
 * Some servers say `100 Continue` though nobody has asked them to wait with a body. It means
 * nothing, and undici cuts the connection for it: so it is taken out of what is read. It
 * can stand only where an answer starts, which is what comes first after a request, or
 * behind another interim answer. What may become one is held until it is whole.
 */
function withoutContinue<S extends Socket>(socket: S): S {
  const [read, write] = [socket.read, socket.write];
  let answerStarts = false;
  let held = '';
  socket.write = (...args: unknown[]) => {
    answerStarts = true;
    return write.apply(socket, args as Parameters<typeof write>);
  };
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read.call(socket, size);
    if (!chunk || !answerStarts) return chunk;
    if (held === '' && !mayBeInterim(chunk.toString('latin1', 0, STARTS[0].length))) {
      answerStarts = false;
      return chunk;
    }
    const text = held + chunk.toString('latin1');
    let [passed, end] = ['', 0];
    for (const [head, status] of text.matchAll(INTERIM)) {
      if (status !== '100') passed += head;
      end += head.length;
    }
    const rest = text.slice(end);
    answerStarts = rest.length < LONGEST && mayBeInterim(rest);
    held = answerStarts ? rest : '';
    return Buffer.from(answerStarts ? passed : passed + rest, 'latin1');
  };
  return socket;
}

/** Whether it may yet become one, by what there is of it. */
function mayBeInterim(text: string): boolean {
  return STARTS.some((start) => start.startsWith(text.slice(0, start.length)));
}
