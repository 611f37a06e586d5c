/** What the explorer finds in the lessons' scenarios, and how it is shown. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawSchedule, timelineOfSchedule } from '../../scripts/lib/explore/picture.ts';
import { outcomesOf, reportOf } from '../../scripts/lib/explore/report.ts';
import {
  explorable,
  exploreAll,
  type Found,
  type Loaded,
  loadScenario,
  loadScenarios,
  replayOne,
  takeTurns,
} from '../../scripts/lib/explore/scenario.ts';
import { selectLesson } from '../../scripts/lib/lessons.ts';

/**
 * How many schedules there are, how many go wrong, and whether there is a data race; and the
 * same of the scenarios that have a fault on purpose.
 */
const SCENARIOS: Record<string, [schedules: number, wrong: number, race: boolean]> = {
  '04a/race-condition': [6, 4, true],
  '04a/check-then-act': [6, 4, false],
  '04a/every-schedule': [70, 64, true],
  '04a/bank-account': [344, 0, false],
  '04a/reentrant-lock': [18, 0, false],
  '04a/deadlock': [16, 4, false],
  '04a/lock-ordering': [16, 0, false],
  '04a/finding-a-deadlock': [2262, 48, false],
  '04a/semaphore': [10290, 0, false],
  '04a/condition-variable': [1728, 0, false],
  '04a/barrier': [210, 0, false],
  '04a/bounded-queue': [84, 0, false],
};

const BROKEN: typeof SCENARIOS = {
  '04a/bank-account': [568, 480, true],
  '04a/condition-variable': [18, 8, true],
  '04a/barrier': [20, 8, false],
  '04a/bounded-queue': [6, 4, false],
};

const load = async (name: string) => loadScenario(await selectLesson([name]));

async function explored(name: string): Promise<{ loaded: Loaded; found: Found }> {
  const loaded = await load(name);
  return { loaded, found: await exploreAll(loaded) };
}

test('each scenario has so many schedules, of which so many go wrong', async () => {
  const found: (typeof SCENARIOS)[] = [{}, {}];
  for (const lesson of explorable()) {
    for (const [i, loaded] of (await loadScenarios(lesson)).entries()) {
      const { schedules, wrong, race, complete } = await exploreAll(loaded);
      assert.ok(complete, lesson.name);
      Object.assign(found[i] ?? {}, {
        [lesson.name]: [schedules, wrong, race !== undefined],
      });
    }
  }
  assert.equal(found, [SCENARIOS, BROKEN]);
});

test('the counts are those of going through all choices, one by one', async () => {
  for (const name of ['04a/race-condition', '04a/every-schedule', '04a/deadlock']) {
    const loaded = await load(name);
    const ends: string[] = [];
    const goOn = async (schedule: number[]): Promise<void> => {
      const { choices, trace } = await replayOne(loaded, schedule, { pause: true });
      if (choices.length === 0) ends.push(trace.end);
      for (const { choice } of choices) await goOn([...schedule, choice]);
    };
    await goOn([]);
    const wrong = ends.filter((end) => /the check says no|threw/.test(end));
    assert.equal([ends.length, wrong.length], SCENARIOS[name]?.slice(0, 2), name);
  }
});

test('shows the simplest schedule that goes wrong, and the lines of code', async () => {
  const { loaded, found } = await explored('04a/race-condition');
  const trace = found.failure?.trace;
  assert.ok(trace);
  assert.is(
    reportOf(loaded, found, trace, 80),
    `04a/race-condition: 6 schedules; 4 go wrong.

The simplest of them:

Worker-1                             Worker-2
reads counter[0]: 0                                                       :9
                                     reads counter[0]: 0                  :9
                                     writes counter[0]: 0 → 1             :10
writes counter[0]: 1 → 1                                                  :10
=> counter: 1; the check says no

modules/04a/scenarios/race-condition.ts
 :9  const seen = counter[0] ?? 0;
:10  counter[0] = seen + 1;

Also where all ends well, a data race: Worker-2 reads counter[0], which Worker-1
wrote, and nothing orders the two.`,
  );
});

test('shows how schedules end, the most frequent first, in as much room as there is', async () => {
  const { loaded, found } = await explored('04a/deadlock');
  assert.is(
    outcomesOf(loaded, found, 40),
    `04a/deadlock: 16 schedules; 4 go wrong.

12  ✓ both are done
 2  ✗ Worker-1 threw DeadlockError:
    Deadlock: Worker-1 holds lock_a,
    waits for lock_b; Worker-2 holds
    lock_b, waits for lock_a
 2  ✗ Worker-2 threw DeadlockError:
    Deadlock: Worker-1 holds lock_a,
    waits for lock_b; Worker-2 holds
    lock_b, waits for lock_a`,
  );
});

test('a trace has columns where they fit, and names the threads where they do not', async () => {
  const { failure } = (await explored('04a/deadlock')).found;
  for (const width of [20, 30, 40, 60, 80, 200]) {
    const lines = failure?.trace.toString({ width }).split('\n') ?? [];
    for (const line of lines) assert.ok(line.length <= width, `${width}: ${line}`);
    const first = width < 60 ? /^Worker-1 takes( lock_a :11)?$/ : /^Worker-1 +Worker-2$/;
    assert.match(lines[0] ?? '', first);
  }
});

test('where none goes wrong, the threads take turns', async () => {
  const loaded = await load('04a/semaphore');
  const { trace } = await replayOne(loaded, await takeTurns(loaded));
  assert.equal(
    trace.steps.slice(0, 4).map(({ thread, text }) => `${thread} ${text}`),
    [
      'Worker-1 takes semaphore',
      'Worker-2 takes semaphore',
      'Worker-3 waits for semaphore',
      'Worker-1 changes inside[0]: 0 → 1',
    ],
  );
});

test('each step says where it is in the code', async () => {
  for (const { name } of explorable()) {
    const loaded = await load(name);
    const { trace } = await replayOne(loaded, await takeTurns(loaded));
    assert.ok(trace.steps.length > 0, name);
    for (const { file, line, text } of trace.steps) {
      // What ends a thread stands nowhere: its error came from further down.
      if (text.startsWith('throws ')) assert.is(line, undefined, file);
      else assert.match(file ?? '', /^modules\/04a\//, `${name}: ${text}`);
    }
  }
});

test('a schedule is drawn as a timeline, by steps', async () => {
  const { loaded, found } = await explored('04a/deadlock');
  const trace = found.failure?.trace;
  assert.ok(trace);
  const { lanes, cycles, end } = timelineOfSchedule(trace);
  assert.is(end, trace.steps.length + 0.5);
  assert.equal(
    lanes.map(({ name, spans }) => [
      name,
      ...spans
        .filter(({ kind }) => kind !== 'running')
        .map(({ kind, from, to, primitive }) => [kind, from, to, primitive?.name]),
    ]),
    [
      [
        'Worker-1',
        ['idle', 0, 0.5, undefined],
        ['held', 1, 5, 'lock_a'],
        ['idle', 1.5, 3.5, undefined],
      ],
      [
        'Worker-2',
        ['idle', 0, 1.5, undefined],
        ['held', 2, 7.5, 'lock_b'],
        ['wait', 3, 7, 'lock_a'],
        ['held', 7, 7.5, 'lock_a'],
      ],
    ],
  );
  assert.is(cycles.length, 1);
  const svg = drawSchedule(loaded, found, trace);
  assert.match(svg, /the simplest of 4 that go wrong, of 16 schedules/);
  assert.match(svg, />4\u2003Worker-1 gets DeadlockError from lock_b\u2003:12 using/);
  assert.not.match(svg, / ms</);
});

test.run();
