import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type TaskGroup, taskGroup } from '../../modules/core/futures.ts';
import { isMain } from '../../modules/core/main.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection, thrown } from './helpers.ts';
import { turns, within } from './waiting.ts';

/** A task that ends when its signal aborts, and throws something else then. */
function failsWhenAborted(message: string) {
  return async (signal: AbortSignal) => {
    await sleep(60_000, { signal }).catch(() => {});
    throw new Error(message);
  };
}

/** A promise that never settles by itself, but rejects when the signal aborts. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

const fails = (message: string) => () => Promise.reject(new Error(message));

function messagesOf(error: Error): string[] {
  assert.instance(error, AggregateError);
  return (error as AggregateError).errors.map(({ message }) => message);
}

test('taskGroup: returns what the body returns, when all tasks have ended', async () => {
  const ended: string[] = [];
  const result = await taskGroup(async (group) => {
    const three = group.start(async () => 3);
    void group.start(async (signal) => {
      await sleep(50, { signal });
      ended.push('slow');
    });
    return (await three) + 1;
  });
  assert.is(result, 4);
  assert.equal(ended, ['slow']);
});

test('taskGroup: a task starts at once, and may start others when the body is done', async () => {
  const order: string[] = [];
  await taskGroup((group) => {
    void group.start(async () => {
      order.push('first');
      await sleep(20);
      void group.start(async () => {
        await sleep(20);
        order.push('second');
      });
    });
    order.push('body');
  });
  assert.equal(order, ['first', 'body', 'second']);
});

test('taskGroup: the first error aborts the others, and nothing runs on', async () => {
  const boom = new RangeError('boom');
  let sibling: unknown;
  let tidy = false;
  const group = taskGroup(async ({ start }) => {
    void start(async (signal) => {
      try {
        await sleep(60_000, { signal });
      } catch (error) {
        sibling = error;
        await sleep(30);
        tidy = true;
        throw error;
      }
    });
    await start(async () => {
      await sleep(5);
      throw boom;
    });
  });
  assert.is(await rejection(within(group)), boom);
  assert.ok(tidy, 'it waits for those who tidy up');
  assert.instance(sibling, DOMException);
  assert.is((sibling as DOMException).name, 'AbortError');
  assert.is((sibling as Error).cause, boom);
});

test('taskGroup: an error that the body catches ends the group all the same', async () => {
  const group = taskGroup(async ({ start, signal }) => {
    await start(() => Promise.reject(new Error('boom'))).catch(() => {});
    assert.ok(signal.aborted);
    return 'fine';
  });
  assert.is((await rejection(group)).message, 'boom');
});

test("taskGroup: the body's own error aborts its tasks", async () => {
  let aborted = false;
  const group = taskGroup(({ start }) => {
    void start(async (signal) => {
      await sleep(60_000, { signal }).catch(() => {
        aborted = true;
      });
    });
    throw new RangeError('from the body');
  });
  assert.is((await rejection(within(group))).message, 'from the body');
  assert.ok(aborted);
});

test('taskGroup: after a failure no further task runs', async () => {
  let ran = false;
  const group = taskGroup(async ({ start }) => {
    await start(() => Promise.reject(new Error('boom'))).catch(() => {});
    const late = start(() => {
      ran = true;
    });
    assert.is((await rejection(late)).name, 'AbortError');
  });
  assert.is((await rejection(group)).message, 'boom');
  assert.not(ran);
});

test('taskGroup: a group that has ended takes no tasks', async () => {
  let kept: TaskGroup | undefined;
  await taskGroup((group) => {
    kept = group;
  });
  assert.is(
    thrown(() => kept?.start(() => 1)).message,
    'Cannot start a task: its group has ended',
  );
});

test('taskGroup: the signal of the caller aborts all, with its reason', async () => {
  const controller = new AbortController();
  let reached = false;
  const group = taskGroup(
    async ({ start }) => {
      const tasks = [
        start(async (signal) => {
          await sleep(60_000, { signal }).catch(() => {});
        }),
      ];
      await Promise.allSettled(tasks);
      reached = true;
    },
    { signal: controller.signal },
  );
  controller.abort(new RangeError('closing time'));
  assert.is((await rejection(within(group))).message, 'closing time');
  assert.ok(reached, 'the body came to its end');

  let ran = false;
  const never = taskGroup(
    () => {
      ran = true;
    },
    { signal: AbortSignal.abort() },
  );
  assert.is((await rejection(never)).name, 'AbortError');
  assert.not(ran);
});

test('taskGroup: groups nest; an error inside ends the outer one too', async () => {
  let aborted = false;
  const outer = taskGroup(async ({ start }) => {
    void start(async (signal) => {
      await sleep(60_000, { signal }).catch(() => {
        aborted = true;
      });
    });
    await start((signal) =>
      taskGroup(
        async (inner) => {
          await inner.start(() => Promise.reject(new Error('deep inside')));
        },
        { signal },
      ),
    );
  });
  assert.is((await rejection(within(outer))).message, 'deep inside');
  assert.ok(aborted);
});

test('taskGroup: several errors come together, in the order in which they happened', async () => {
  const group = taskGroup(({ start }) => {
    void start(failsWhenAborted('while tidying up'));
    void start(fails('the first'));
    void start(fails('the second'));
  });
  const error = await rejection(within(group));
  assert.is(error.message, '3 errors in a task group');
  assert.equal(messagesOf(error), ['the first', 'the second', 'while tidying up']);
  assert.is(error.cause, undefined);
});

test("taskGroup: the body's own error stands beside those of its tasks", async () => {
  const childFirst = taskGroup(async ({ start, signal }) => {
    void start(fails('of a task'));
    await untilAborted(signal).catch(() => {});
    throw new Error('of the body');
  });
  assert.equal(messagesOf(await rejection(childFirst)), ['of a task', 'of the body']);

  const bodyFirst = taskGroup(({ start }) => {
    void start(failsWhenAborted('of a task'));
    throw new Error('of the body');
  });
  assert.equal(messagesOf(await rejection(bodyFirst)), ['of the body', 'of a task']);
});

test('taskGroup: an error that the body has from a task is one error', async () => {
  const boom = new Error('boom');
  const group = taskGroup(async ({ start }) => {
    await Promise.all([start(untilAborted), start(() => Promise.reject(boom))]);
  });
  assert.is(await rejection(within(group)), boom);
});

test('taskGroup: whatever is thrown comes out', async () => {
  for (const value of ['text', 0, undefined, null]) {
    const group = taskGroup(() => Promise.reject(value));
    const [outcome] = await Promise.allSettled([group]);
    assert.equal(outcome, { status: 'rejected', reason: value });
  }
});

test('taskGroup: an AbortError that is not of the group is an error', async () => {
  const own = taskGroup(({ start }) =>
    start(() => sleep(9, { signal: AbortSignal.abort() })),
  );
  assert.is((await rejection(own)).name, 'AbortError');
});

test('taskGroup: to end by the abort is no error, whatever name it has then', async () => {
  const controller = new AbortController();
  const group = taskGroup(
    ({ start }) => {
      void start(untilAborted);
      void start(async (signal) => {
        await untilAborted(signal).catch(() => {});
        throw new DOMException('fetch was stopped', 'AbortError');
      });
    },
    { signal: controller.signal },
  );
  const reason = new RangeError('closing time');
  controller.abort(reason);
  assert.is(await rejection(within(group)), reason);
});

test('taskGroup: aborted from outside, it rejects though all have ended well', async () => {
  const controller = new AbortController();
  const group = taskGroup(
    async ({ start, signal }) => {
      void start((signal) => untilAborted(signal).catch(() => {}));
      await untilAborted(signal).catch(() => {});
      return 'fine';
    },
    { signal: controller.signal },
  );
  controller.abort(new RangeError('closing time'));
  assert.is((await rejection(within(group))).message, 'closing time');
});

test('taskGroup: an error of cleaning up under an abort from outside wins', async () => {
  const reason = new RangeError('closing time');
  for (const count of [1, 2]) {
    const controller = new AbortController();
    const group = taskGroup(
      ({ start }) => {
        for (let i = 0; i < count; i++) void start(failsWhenAborted(`not saved: ${i}`));
      },
      { signal: controller.signal },
    );
    controller.abort(reason);
    const error = await rejection(within(group));
    if (count === 1) assert.is(error.message, 'not saved: 0');
    else assert.equal(messagesOf(error), ['not saved: 0', 'not saved: 1']);
    assert.is(error.cause, reason);
  }
});

test('taskGroup: an error keeps its own cause, and a frozen one is not touched', async () => {
  const cause = new Error('the disk is full');
  const errors = [new Error('not saved', { cause }), Object.freeze(new Error('frozen'))];
  for (const error of errors) {
    const controller = new AbortController();
    const group = taskGroup(
      async ({ signal }) => {
        await untilAborted(signal).catch(() => {});
        throw error;
      },
      { signal: controller.signal },
    );
    controller.abort();
    assert.is(await rejection(within(group)), error);
    assert.is(error.cause, error === errors[0] ? cause : undefined);
  }
});

test('taskGroup: an abort from outside after a failure does not hide it', async () => {
  const controller = new AbortController();
  const group = taskGroup(
    ({ start, signal }) => {
      void start(fails('boom'));
      signal.addEventListener('abort', () => controller.abort());
    },
    { signal: controller.signal },
  );
  const error = await rejection(within(group));
  assert.is(error.message, 'boom');
  assert.is(error.cause, undefined);
});

test('taskGroup: an abort from outside reaches a group within a group, once', async () => {
  const controller = new AbortController();
  const ended: string[] = [];
  const outer = taskGroup(
    ({ start }) =>
      start((signal) =>
        taskGroup(
          ({ start }) => {
            void start((signal) =>
              untilAborted(signal).finally(() => void ended.push('inside')),
            );
            void start(failsWhenAborted('deep inside'));
          },
          { signal },
        ),
      ),
    { signal: controller.signal },
  );
  await turns(3);
  controller.abort(new RangeError('closing time'));
  const error = await rejection(within(outer));
  assert.is(error.message, 'deep inside');
  assert.is((error.cause as Error).message, 'closing time');
  assert.equal(ended, ['inside']);
});

if (isMain(import.meta)) test.run();
