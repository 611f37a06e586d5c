import { CORE } from '../../revive.ts';

/** A wait lies deeper in the core than the ten calls that an error shows. */
const DEPTH = 50;

/** A place in a program: `file:///…/bank.ts`, or the path, and numbers that begin at 1. */
export interface Place {
  url: string;
  line: number;
  column: number;
}

/** Where the program's own code has called into the core. */
export function sourcePlace(): Place | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const lines = new Error().stack?.split('\n') ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  // Compilers that do not know `using` add a function of theirs, which stands nowhere.
  const stack = lines.slice(lines.findIndex((line) => /__callDispose/.test(line)) + 1);
  const frames = stack.map((line) =>
    /[\s(@]((?:file:\/\/|\/).*?):(\d+):(\d+)\)?$/.exec(line),
  );
  const own = frames.find((frame) => {
    if (!frame) return false;
    const url = frame[1]?.startsWith('/') ? `file://${frame[1]}` : (frame[1] as string);
    return !url.startsWith(CORE) && !url.includes('/node_modules/');
  });
  if (!own) return undefined;
  const [, url, line, column] = own;
  return { url: url as string, line: Number(line), column: Number(column) };
}
