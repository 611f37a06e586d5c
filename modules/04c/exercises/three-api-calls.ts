/**
 * Exercise — call three APIs at the same time.
 *
 * The program starts an API of its own, which takes 600 ms for the weather, 200 ms for the
 * news and 400 ms for the trains. It answers any number of requests at once; but the
 * program sends one only when it has the answer to the last. Make it so that
 *
 * 1. the API is asked for each of the three once, and has all three requests in hand at once;
 * 2. each call prints that it starts, before its request: '/weather: start', and so on;
 * 3. each call prints that it ends, as soon as its own answer is there: '/weather: end', and
 *    so on;
 * 4. the answers printed are those of the API, in the order of the calls.
 *
 * In which order do the lines with 'end' come, and why?
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04c/sequential-vs-gather, 04c/gather.
 * Check it: npx tsx scripts/check.ts 04c/three-api-calls   (and with --hint)
 */
import { print } from '../../core/print.ts';
import { sleep, stopwatch } from '../../core/time.ts';
import { serve } from '../api/serve.ts';

// The checker also tries others: leave the delays and the API as they are.
/** How long each of the API's answers takes, in milliseconds. */
const DELAYS: Record<string, number> = { '/weather': 600, '/news': 200, '/trains': 400 };

let inHand = 0;
let mostInHand = 0;

function startApi() {
  return serve(async ({ url = '' }, response) => {
    mostInHand = Math.max(mostInHand, ++inHand);
    await sleep(DELAYS[url] ?? 0);
    inHand--;
    response.end(`the ${url.slice(1)}`);
  });
}

// TODO: print the two lines. new URL(url).pathname is '/weather'.
async function call(url: string): Promise<string> {
  const response = await fetch(url);
  const answer = await response.text();
  return answer;
}

await using api = await startApi();
const watch = stopwatch();
const urls = Object.keys(DELAYS).map((path) => api.origin + path);
// TODO: not one after another.
const answers: string[] = [];
for (const url of urls) answers.push(await call(url));
// Leave these three lines as they are.
print('Answers:', answers);
print(`Time taken: ${watch}, the longest delay and not the sum of 1.20 s`);
print(`Most in hand at the API: ${mostInHand}`);
