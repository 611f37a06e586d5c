/** What the threads of a runner do: one delivery of a job after the other. */
import { type Call, load, type Outcome, throughJson } from './task.ts';

export async function runJob(call: Call): Promise<Outcome> {
  try {
    const fn = await load(call);
    const result = await fn(call.item, call.delivery);
    return { result: throughJson(result, `The result of ${call.task}`) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { error: `${error.name}: ${error.message}`, stack: error.stack };
  }
}
