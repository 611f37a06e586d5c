/** What the lesson itself explores without a lock. */
export { addTwice, scenario } from '../every-schedule.ts';

export const goal = 'lose an update';
