/** A schedule as a picture in the form of a timeline: steps instead of milliseconds. */
import type { Trace as Schedule, Step } from '../../../modules/core/explore.ts';
import type { TraceEvent } from '../../../modules/core/internal/sync/probe.ts';
import { axisThrough } from '../timeline/axis.ts';
import type { Timeline } from '../timeline/model.ts';
import { drawSvg } from '../timeline/svg.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { type ThreadTrace, Trace } from '../trace.ts';
import { grouped } from './report.ts';
import type { Found, Loaded } from './scenario.ts';

/** @returns an SVG, with the steps in words below the lanes. */
export function drawSchedule(
  { lesson }: Loaded,
  { schedules, wrong }: Found,
  schedule: Schedule,
): string {
  const timeline = timelineOfSchedule(schedule);
  timeline.notes = [...schedule.steps.map(sentenceOf), schedule.end];
  const axis = axisThrough([[0, timeline.end]]);
  return drawSvg(timeline, axis, {
    title: lesson.name,
    subtitle:
      wrong === 0
        ? `none of ${grouped(schedules)} schedules goes wrong; here all take turns`
        : `the simplest of ${grouped(wrong)} that go wrong, of ${grouped(schedules)} schedules`,
    unit: 'steps',
  });
}

/** In an SVG spaces are one; these are not. */
const WIDE = '\u2003';

function sentenceOf({ thread, text, line, code }: Step, i: number): string {
  const place = line ? `${WIDE}:${line} ${code}` : '';
  return `${i + 1}${WIDE}${thread} ${text}${place}`;
}

/** Step number 3 lasts from 2.5 to 3.5; what it does, it does in the middle. */
export function timelineOfSchedule({ threads, steps, end }: Schedule): Timeline {
  const traces = threads.map((name): ThreadTrace => {
    const own = steps.flatMap((step, i) => (step.thread === name ? [{ step, i }] : []));
    const events: TraceEvent[] = [];
    const add = (at: number, what: Pick<TraceEvent, 'event' | 'kind' | 'name'>) => {
      // How many steps of others there were: until then it had nothing to do.
      const past = own.filter(({ i }) => i + 0.5 < at);
      const partly = past.at(-1);
      const busy = past.length - (partly ? Math.max(partly.i + 1.5 - at, 0) : 0);
      const id = idOf(what.name, steps);
      events.push({ at, turn: 0, idle: at - busy, id, ...what });
    };
    // A thread's own event says nothing, but divides what it does from what it does not.
    const thread = { event: 'begin', kind: '', name } as const;
    add(0, thread);
    for (const { step, i } of own) {
      add(i + 0.5, thread);
      for (const deed of step.deeds) add(i + 1, deed);
      add(i + 1.5, thread);
    }
    if (!isWaiting(own.map(({ step }) => step))) add(events.at(-1)?.at ?? 0, ENDING);
    return { pid: 0, thread: 0, name, events };
  });
  const timeline = timelineOf(new Trace(traces, 0), end);
  return { ...timeline, end: steps.length + 0.5 };
}

const ENDING = { event: 'end', kind: '', name: '' } as const;

/** The primitives are numbered as they appear. */
function idOf(name: string, steps: readonly Step[]): number {
  const names = steps.flatMap(({ deeds }) => deeds.map((deed) => deed.name));
  return [...new Set(names)].indexOf(name);
}

/** Whether it still waits when all is over. */
function isWaiting(own: readonly Step[]): boolean {
  const last = own.flatMap(({ deeds }) => deeds).at(-1);
  return /^(wait|sleep)$/.test(last?.event ?? '');
}
