/** What the lesson itself explores, with the forks in the wrong order. */
export { ada, bob, cleo, scenario } from '../finding-a-deadlock.ts';

export const goal = 'deadlock';
