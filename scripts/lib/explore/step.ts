/** The reader is the scheduler: who goes on is asked at each step. */
import { createInterface } from 'node:readline';
import type { Choice, Replay, Step } from '../../../modules/core/explore.ts';
import { print } from '../../../modules/core/print.ts';
import { wrap } from '../wrap.ts';
import { drawTrace, shortened } from './report.ts';
import { type Loaded, replayTo, type Taken } from './scenario.ts';

/**
 * Asks until the reader has had enough, or there is no more input.
 *
 * @returns the exit code: 130 after Ctrl-C, as elsewhere.
 */
export async function stepThrough(loaded: Loaded, width: number): Promise<number> {
  const { stdin: input, stdout: output } = process;
  const isTerminal = Boolean(input.isTTY && output.isTTY);
  const reader = createInterface(isTerminal ? { input, output } : { input });
  let code = 0;
  reader.on('SIGINT', () => {
    code = 130;
    reader.close();
  });
  // From now on, so that no line is missed.
  const answers = reader[Symbol.asyncIterator]();

  const taken: Taken[] = [];
  let remark = '';
  for (;;) {
    const now = await replayTo(loaded, taken);
    const options = await Promise.all(
      now.choices.map((choice) => optionOf(loaded, taken, choice, now)),
    );
    if (isTerminal) console.clear();
    print(pictureOf(loaded, now, options, width));
    if (remark) print(wrap(remark, width).join('\n'));
    const question = questionOf(options.length, taken.length);
    reader.setPrompt(question);
    if (isTerminal) reader.prompt();
    const { value, done } = await answers.next();
    // Nobody has seen what came out of a pipe; on a terminal the line is not ended yet.
    if (!isTerminal) print(`${question}${value ?? ''}`);
    else if (done) print('');
    if (done) break;
    const answer = value.trim().toLowerCase();
    remark = '';
    if (answer === 'q') break;
    const isForced = now.choices.length === 1;
    const chosen = now.choices[isForced && answer === '' ? 0 : Number(answer) - 1];
    if (answer === 'u' && taken.length > 0) taken.pop();
    else if (chosen) taken.push({ choice: chosen.choice, isForced });
    else remark = `'${value.trim()}' is no answer to that.`;
  }
  reader.close();
  return code;
}

/** A choice, and the code that would come next. */
async function optionOf(
  loaded: Loaded,
  taken: readonly Taken[],
  { choice, thread, isTimeout }: Choice,
  now: Replay,
): Promise<string> {
  const isForced = now.choices.length === 1;
  const { trace } = await replayTo(loaded, [...taken, { choice, isForced }]);
  const step = trace.steps.slice(now.trace.steps.length).find(of(thread));
  if (isTimeout) return `${thread}, whose time is up`;
  return step?.line ? `${thread}  :${step.line}  ${step.code}` : `${thread}  to its end`;
}

const of = (name: string) => (step: Step) => step.thread === name;

function pictureOf(
  { lesson }: Loaded,
  { trace, state, choices }: Replay,
  options: readonly string[],
  width: number,
): string {
  const names = Object.keys(state);
  const room = Math.max(...names.map((name) => name.length));
  const memory = names.map((name) =>
    shortened(`${name.padEnd(room)}  ${state[name]}`, width),
  );
  const lines = options.map((option, i) => shortened(`${i + 1}  ${option}`, width));
  const others = trace.threads
    .filter((name) => choices.every(({ thread }) => thread !== name))
    .map((name) => {
      const last = trace.steps.findLast(of(name))?.text ?? '';
      return shortened(
        `-  ${name} ${/^(waits|sleeps) /.test(last) ? last : 'is done'}`,
        width,
      );
    });
  const isBegun = trace.steps.length > 0;
  return [
    `--- ${lesson.name}`,
    isBegun ? drawTrace(trace, width) : 'No step was taken yet.',
    memory.join('\n'),
    choices.length > 0
      ? ['Who goes on?', ...lines, ...others].join('\n')
      : 'That was all.',
  ].join('\n\n');
}

function questionOf(options: number, steps: number): string {
  const who = options === 0 ? [] : [options === 1 ? 'Enter to go on' : `1-${options}`];
  const undo = steps > 0 ? ['u to undo'] : [];
  return `${[...who, ...undo, 'q to quit'].join(', ')}: `;
}
