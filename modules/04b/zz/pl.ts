import { Piscina } from 'piscina';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { sleepSync, sleep } from '../../core/time.ts';
import { workerOptions } from '../../core/worker-file.ts';
export function sq(n: number) { sleepSync(50); return n * n; }
export class MyErr extends RangeError { code = 5; override name = 'MyErr'; }
export function bad(n: number) { if (n === 3) throw new MyErr('three', { cause: new Error('why') }); if (n === 4) throw new TypeError('four', { cause: new SyntaxError('deep') }); return n; }
async function main() {
  const o = { filename: import.meta.url, name: 'sq', minThreads: 2, maxThreads: 2, ...workerOptions };
  const pool = new Piscina<number, number>(o);
  print('threads at birth', pool.threads.length);
  const rs = [1,2,3,4,5].map((n) => pool.run(n));
  print('queue', pool.queueSize, 'completed', pool.completed);
  const closing = pool.close();
  try { const late = pool.run(9); late.then((v) => print('late done', v), (e) => print('late rej', e.name, e.message)); } catch (e) { print('late threw', (e as Error).name, (e as Error).message) }
  const all = await Promise.allSettled(rs);
  print(all.map((r) => r.status === 'fulfilled' ? r.value : `${r.reason.name}: ${r.reason.message}`));
  await closing; print('closed, threads', pool.threads.length, 'completed', pool.completed);
  try { await pool.run(9); print('after: ok') } catch (e) { print('after', (e as Error).name, (e as Error).message) }
  const p2 = new Piscina<number, number>(o);
  const r2 = [1,2,3,4,5].map((n) => p2.run(n));
  const s2 = Promise.allSettled(r2);
  await p2.destroy();
  print((await s2).map((r) => r.status === 'fulfilled' ? r.value : `${r.reason.name}: ${r.reason.message}`), p2.threads.length);
  let r3: Promise<number>[];
  { await using p3 = new Piscina<number, number>(o); r3 = [1,2,3,4,5].map((n) => p3.run(n)); Promise.allSettled(r3).then(() => print('settled')); }
  print('after using'); print((await Promise.allSettled(r3)).map((r) => r.status === 'fulfilled' ? r.value : `${r.reason.name}: ${r.reason.message}`));
  { await using p4 = new Piscina<number, number>({ ...o, name: 'bad' });
    const r = await Promise.allSettled([1,2,3,4,5].map((n) => p4.run(n)));
    for (const x of r) if (x.status === 'rejected') { const e = x.reason; print(e.name, e.message, e.constructor.name, e instanceof RangeError, e instanceof TypeError, e instanceof Error, 'code', e.code, 'cause', e.cause?.name, e.cause?.message, e.cause instanceof SyntaxError); } else print(x.value); }
}
if (isMain(import.meta)) await main();
