import { createInterface } from 'node:readline';

/**
 * Asks the person at the terminal.
 *
 * @param question is shown before their answer, in its line.
 * @returns what they answer; undefined for Ctrl-D and Ctrl-C.
 */
export function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.on('close', () => resolve(undefined));
    terminal.question(question, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}
