/** A short run of test/stress.ts, from another seed each time. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { stress } from '../stress.ts';

const seed = 1 + Math.floor(Math.random() * 1_000_000);

for (const [mode, operations] of [
  ['calm', 20_000],
  ['chaos', 1000],
] as const) {
  test(`Stress, ${mode}: threads and tasks keep each other out, lose nothing and do not hang`, async () => {
    const { text, broken } = await stress(seed, operations, mode === 'chaos');
    const again = `npx tsx test/stress.ts --seed ${seed} --operations 100000`;
    assert.ok(broken === undefined, `${text}\n${broken}\nAgain: ${again}`);
    assert.ok(Number(/(\d+) operations/.exec(text)?.[1]) > operations / 2, text);
  });
}

if (isMain(import.meta)) test.run();
