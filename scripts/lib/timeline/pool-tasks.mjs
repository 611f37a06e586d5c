/**
 * Loaded into a traced program, in each of its threads: writes into the trace when a worker
 * of a Piscina pool is ready, and when its tasks begin and end, as the worker sees it.
 *
 * Piscina reports none of that. What it and its workers tell each other goes through message
 * ports, though, and is known by its form.
 */
import { appendFileSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import threads, { MessagePort, threadId, Worker } from 'node:worker_threads';

const file = `${process.env.LESSON_TRACE}/${process.pid}-${threadId}.jsonl`;
const now = () => performance.timeOrigin + performance.now();
const loaded = now();

/** The names of the tasks that run, by their ids. */
const running = new Map();

function write(event, { kind = 'Task', id = 0, name = '', at = now() } = {}) {
  const { idle } = performance.eventLoopUtilization();
  appendFileSync(file, `${JSON.stringify({ at, event, kind, id, name, idle })}\n`);
}

/** Of a thread that the core has not begun to trace; should it do so later, that is told twice. */
function begin(name, at) {
  if (existsSync(file)) return;
  write('begin', { kind: '', name, at });
  process.once('exit', () => write('end', { kind: '' }));
}

// The program sends a new worker its port.
const { postMessage: toWorker } = Worker.prototype;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.port && message.sharedBuffer) begin('MainThread', now());
  return toWorker.call(this, message, ...rest);
};

// The worker says that it is ready, and what came of a task.
const { postMessage, on } = MessagePort.prototype;
let isReady = false;
MessagePort.prototype.postMessage = function (message, ...rest) {
  if (message?._WORKER_READY) {
    begin(`Worker ${threadId}`, loaded);
    write('ready');
    isReady = true;
  }
  const name = running.get(message?.taskId);
  if (name !== undefined && 'result' in message) {
    write('return', { id: message.taskId, name });
    running.delete(message.taskId);
  }
  return postMessage.call(this, message, ...rest);
};

// It gets its tasks as events, at the port to which it listens as soon as it is ready …
MessagePort.prototype.on = function (type, listener) {
  if (isReady && type === 'message') on.call(this, type, call);
  isReady &&= type !== 'message';
  return on.call(this, type, listener);
};

// … and, while it has nothing to do, without its event loop.
const { receiveMessageOnPort } = threads;
threads.receiveMessageOnPort = (port) => {
  const received = receiveMessageOnPort(port);
  if (received) call(received.message);
  return received;
};

function call(message) {
  if (!message?.filename || !('taskId' in message)) return;
  const name = nameOf(message);
  running.set(message.taskId, name);
  write('call', { id: message.taskId, name });
}

/** `square(1)`; of many calls in one task, `square ×3`; without an argument that is long. */
function nameOf({ name, filename, task }) {
  if (name === 'runChunk' && task?.exportName) {
    const { exportName, args, spread } = task;
    if (args.length > 1) return `${exportName} ×${args.length}`;
    return called(exportName, spread ? args[0] : args);
  }
  return called(name === 'default' ? basename(filename).split('.')[0] : name, [task]);
}

function called(name, args) {
  const isShort = (arg) => /^(number|boolean|bigint)$/.test(typeof arg);
  const words = args.map((arg) => (typeof arg === 'string' ? `'${arg}'` : String(arg)));
  const shown = args.every((arg) => isShort(arg) || typeof arg === 'string');
  return shown && words.join(', ').length <= 12 ? `${name}(${words.join(', ')})` : name;
}
