/**
 * A message channel — two ports; what is posted at one comes out at the other.
 *
 * In Python: nothing inside one process; multiprocessing.Pipe() comes closest.
 * Here: a MessageChannel, on which everything between threads rests. Posting never waits:
 * a copy of the message waits in line at the other port, even if nobody has that one yet.
 * There it is taken in one of two ways: the event loop delivers it (once(port, 'message')),
 * or receiveMessageOnPort takes it at once, without one, or says that there is none.
 *
 * A port itself can be sent too, though only moved: like an envelope with your address
 * on it, in which the other side answers.
 */
import { once } from 'node:events';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
} from 'node:worker_threads';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

type Question = { numbers: number[]; reply: MessagePort };

// Without an event loop: takes all questions that are there, and answers each.
export function addUp(questions: MessagePort): void {
  for (;;) {
    const question: Question | undefined = receiveMessageOnPort(questions)?.message;
    if (question === undefined) break;
    const { numbers, reply } = question;
    const sum = numbers.reduce((sum, n) => sum + n, 0);
    reply.postMessage(`${sum} from ${currentThread().name}`);
    reply.close();
  }
  questions.close();
}

async function main(): Promise<void> {
  // The copy is made by postMessage: what happens to the list afterwards does not count.
  const { port1, port2 } = new MessageChannel();
  const list = [1, 2];
  port1.postMessage(list);
  list.push(3);
  port1.postMessage('second');
  print('First:', receiveMessageOnPort(port2)?.message, 'and here it is now', list);
  print('Then:', receiveMessageOnPort(port2)?.message);
  print('Nothing left:', receiveMessageOnPort(port2));

  // A message may be `undefined`. That is why messages come wrapped, and no message does not.
  port1.postMessage(undefined);
  print('Wrapped:', receiveMessageOnPort(port2));
  port1.close();

  // The question stands in line before there is a thread to hear it. That gets one port as
  // its argument, and a second one inside the question.
  const questions = new MessageChannel();
  const answers = new MessageChannel();
  const question: Question = { numbers: [10, 20, 12], reply: answers.port2 };
  questions.port1.postMessage(question, [answers.port2]);
  const thread = new Thread(import.meta, {
    target: addUp,
    args: [questions.port2],
    name: 'Adder',
  });
  thread.start();
  const [answer] = await once(answers.port1, 'message');
  print(`Answer: ${answer}`);
  await thread.join();

  // Moved means gone: posting at what is left of the port reaches nobody, without an error.
  answers.port2.postMessage('from main');
  print('From the port that was given away:', receiveMessageOnPort(answers.port1));
}

if (isMain(import.meta)) await main();

// Output:
// First: [1, 2] and here it is now [1, 2, 3]
// Then: second
// Nothing left: undefined
// Wrapped: {message: undefined}
// Answer: 42 from Adder
// From the port that was given away: undefined
