import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { progressText } from '../../scripts/lib/progress.ts';

const progress = {
  done: 37,
  of: 40,
  failed: 0,
  left: ['core/queue', '04a/event', '05/x'],
};

test('says how far it is, and what is left', () => {
  assert.is(progressText(progress, 80), '37 of 40, left: core/queue, 04a/event, 05/x');
});

test('says that something has failed', () => {
  const text = progressText({ ...progress, failed: 1, left: ['05/x'] }, 80);
  assert.is(text, '37 of 40, 1 failed, left: 05/x');
});

test('has as many names as fit into a line, and room for the cursor', () => {
  const whole = progressText(progress, 80);
  assert.is(progressText(progress, whole.length + 1), whole);
  assert.is(
    progressText(progress, whole.length),
    '37 of 40, left: core/queue, 04a/event, …',
  );
  assert.is(progressText(progress, 30), '37 of 40, left: core/queue, …');
  assert.is(progressText(progress, 20), '37 of 40');
});

test('checks without names are counted', () => {
  assert.is(progressText({ ...progress, left: [] }, 80), '37 of 40');
});

test.run();
