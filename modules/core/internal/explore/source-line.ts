import { CORE } from '../../revive.ts';

/** A wait lies deeper in the core than the ten calls that an error shows. */
const DEPTH = 50;

/** Where the scenario's code has called into the core: `file:///…/bank.ts:12`. */
export function sourceLine(): string | undefined {
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
  return own ? `${own[1]}:${own[2]}` : undefined;
}
