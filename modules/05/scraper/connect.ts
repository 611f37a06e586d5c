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

/** One or more `100 Continue`, with their headers, at the start of an answer. */
const CONTINUE = /^(?:HTTP\/1\.[01] 100(?: [^\r\n]*)?\r?\n(?:[^\r\n]+\r?\n)*\r?\n)+/;

/**
 * Some servers say `100 Continue` though nobody has asked them to wait with a body. It means
 * nothing, and undici cuts the connection for it: so it is taken out of what is read. It
 * can stand only where an answer starts, which is what comes first after a request.
 */
function withoutContinue<S extends Socket>(socket: S): S {
  const [read, write] = [socket.read, socket.write];
  let answerStarts = false;
  socket.write = (...args: unknown[]) => {
    answerStarts = true;
    return write.apply(socket, args as Parameters<typeof write>);
  };
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read.call(socket, size);
    if (!chunk || !answerStarts) return chunk;
    const [found = ''] = CONTINUE.exec(chunk.toString('latin1')) ?? [];
    answerStarts = found.length === chunk.length;
    return chunk.subarray(found.length);
  };
  return socket;
}
