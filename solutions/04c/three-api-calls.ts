/**
 * Three API calls — all are asked before the first has answered.
 *
 * In Python: gather over three coroutines that await asyncio.sleep in place of an API.
 * Here: Promise.all over three real requests to a server on loopback, which takes its time
 * for each. To wait for an answer is not to block: at `await` the function lets go of the
 * thread, and the next one sends its request. So the answers come in the order of their
 * delays, whatever the order of the calls was, and the server has all three in hand at
 * once.
 */

import { serve } from '../../modules/04c/api/serve.ts';
import { print } from '../../modules/core/print.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';

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

async function call(url: string): Promise<string> {
  const { pathname } = new URL(url);
  print(`${pathname}: start`);
  const response = await fetch(url);
  const answer = await response.text();
  print(`${pathname}: end`);
  return answer;
}

await using api = await startApi();
const watch = stopwatch();
const urls = Object.keys(DELAYS).map((path) => api.origin + path);
const answers = await Promise.all(urls.map(call));
print('Answers:', answers);
print(`Time taken: ${watch}, the longest delay and not the sum of 1.20 s`);
print(`Most in hand at the API: ${mostInHand}`);

// Output:
// --- any order ---
// /weather: start
// /news: start
// /trains: start
// --- end ---
// /news: end
// /trains: end
// /weather: end
// Answers: ['the weather', 'the news', 'the trains']
// Time taken: <0.6 s or more>, the longest delay and not the sum of 1.20 s
// Most in hand at the API: 3
