import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compare,
  GoldenError,
  readGolden,
  readOutputBlock,
  writeOutputBlock,
} from '../../scripts/lib/golden.ts';
import type { Reading } from '../../scripts/lib/golden-parse.ts';
import { update } from '../../scripts/lib/golden-update.ts';

function passes(expected: string[], actual: string[], options?: Reading): void {
  const { ok, diff } = compare(expected, `${actual.join('\n')}\n`, options);
  assert.ok(ok, `should match, but:\n${diff}`);
  assert.is(diff, '');
}

function fails(
  expected: string[],
  actual: string[],
  why: RegExp,
  options?: Reading,
): void {
  const { ok, diff } = compare(expected, `${actual.join('\n')}\n`, options);
  assert.not(ok, `should not match: ${actual.join(' | ')}`);
  assert.match(diff, why);
}

function refused(expected: string[], why: RegExp): void {
  assert.throws(
    () => compare(expected, 'anything\n'),
    (error: Error) => error instanceof GoldenError && why.test(error.message),
  );
}

const exact = suite('exact lines');

exact('the same lines in the same order pass', () => {
  passes(['one', 'two'], ['one', 'two']);
});
exact('another text fails with a unified diff', () => {
  fails(
    ['one', 'two'],
    ['one', 'three'],
    /^--- expected\n\+\+\+ actual\n@@ .*\n one\n-two\n\+three/,
  );
});
exact('another order fails', () => fails(['one', 'two'], ['two', 'one'], /[-+]one/));
exact('a missing line fails', () => fails(['one', 'two'], ['one'], /^-two$/m));
exact('a line too many at the end fails', () =>
  fails(['one'], ['one', 'two'], /^\+two$/m),
);
exact('a line too many at the start fails', () =>
  fails(['one'], ['zero', 'one'], /^\+zero$/m),
);
exact('a repeated line fails', () => fails(['one'], ['one', 'one'], /^\+one$/m));
exact('blank lines count', () => {
  passes(['one', '', 'two'], ['one', '', 'two']);
  fails(['one', '', 'two'], ['one', 'two'], /^-$/m);
});
exact('trailing spaces do not count, leading ones do', () => {
  passes(['one  '], ['one']);
  passes(['one'], ['one   ']);
  fails(['  one'], ['one'], /one/);
});
exact('one newline at the end of the output does not count', () => {
  assert.ok(compare(['one'], 'one').ok);
  assert.ok(compare(['one'], 'one\n').ok);
  assert.not(compare(['one'], 'one\n\n').ok);
});
exact('carriage returns of Windows do not count', () => {
  assert.ok(compare(['one', 'two'], 'one\r\ntwo\r\n').ok);
});
exact('what looks like a regular expression is text', () => {
  passes(['a.b*c (d|e) [f] {g} ^$ \\n'], ['a.b*c (d|e) [f] {g} ^$ \\n']);
  fails(['a.b'], ['axb'], /a\.b/);
});
exact('any letters of any script are text', () =>
  passes(['größer → 日本 🎉'], ['größer → 日本 🎉']),
);
exact('empty output fails and says so', () => {
  const { ok, diff } = compare(['one'], '');
  assert.not(ok);
  assert.match(diff, /printed nothing/);
});
exact('empty output fails even where every line may be missing', () => {
  assert.not(compare(['--- 0 to 3 times ---', 'x', '--- end ---'], '').ok);
});
exact('a literal < before a small letter is written with a backslash', () => {
  passes(['Promise\\<number>'], ['Promise<number>']);
  passes(['a < b, <= 3, </div>'], ['a < b, <= 3, </div>']);
  passes(['<Thread initial>'], ['<Thread initial>']);
});
exact('an empty block is refused', () => refused([''], /empty/));

const interleaved = suite('interleaved');
const twoParts = [
  '--- interleaved --- a comment',
  'Start: 0',
  'End: 0',
  '--- with ---',
  'Start: 1',
  'End: 1',
  '--- end ---',
];

interleaved('every merge of the parts passes', () => {
  passes(twoParts, ['Start: 0', 'End: 0', 'Start: 1', 'End: 1']);
  passes(twoParts, ['Start: 0', 'Start: 1', 'End: 0', 'End: 1']);
  passes(twoParts, ['Start: 1', 'Start: 0', 'End: 0', 'End: 1']);
  passes(twoParts, ['Start: 1', 'End: 1', 'Start: 0', 'End: 0']);
});
interleaved('a part out of its own order fails, and the group is named', () => {
  fails(
    twoParts,
    ['End: 0', 'Start: 1', 'Start: 0', 'End: 1'],
    /"End: 0" came before "Start: 0"/,
  );
});
interleaved('a missing line fails', () => {
  fails(twoParts, ['Start: 0', 'Start: 1', 'End: 1'], /End: 0/);
});
interleaved('a line too many fails', () => {
  fails(twoParts, ['Start: 0', 'End: 0', 'Start: 1', 'End: 1', 'End: 1'], /^\+End: 1$/m);
});
interleaved('lines before and after the group keep their places', () => {
  const block = ['first', ...twoParts, 'last'];
  passes(block, ['first', 'Start: 1', 'Start: 0', 'End: 1', 'End: 0', 'last']);
  fails(block, ['Start: 1', 'first', 'Start: 0', 'End: 1', 'End: 0', 'last'], /first/);
  fails(block, ['first', 'Start: 1', 'Start: 0', 'End: 1', 'last', 'End: 0'], /last/);
});
interleaved('equal lines in two parts need the right choice, not the first one', () => {
  const block = [
    '--- interleaved ---',
    'x',
    'a',
    '--- with ---',
    'x',
    'b',
    '--- end ---',
  ];
  passes(block, ['x', 'b', 'x', 'a']);
  passes(block, ['x', 'x', 'b', 'a']);
  fails(block, ['x', 'a', 'b', 'x'], /x/);
});
interleaved('names agree within a part, whatever comes between', () => {
  const block = [
    '--- interleaved ---',
    'A is <a=int>',
    'A was <a>',
    '--- with ---',
    'B is <b=int>',
    'B was <b>',
    '--- end ---',
  ];
  passes(block, ['B is 2', 'A is 1', 'A was 1', 'B was 2']);
  fails(block, ['B is 2', 'A is 1', 'A was 2', 'B was 2'], /was 1.*is 2/);
});
interleaved('four parts of fifty equal lines are quick', () => {
  const part = Array.from({ length: 50 }, (_, i) => `step ${i}`);
  const block = ['--- interleaved ---', ...part, '--- with ---', ...part, '--- with ---'];
  block.push(...part, '--- with ---', ...part, '--- end ---');
  const start = performance.now();
  passes(
    block,
    part.flatMap((line) => [line, line, line, line]),
  );
  assert.ok(performance.now() - start < 5_000);
});
interleaved('one part alone is refused', () => {
  refused(['--- interleaved ---', 'x', '--- end ---'], /one part alone/);
});

const anyOrder = suite('any order');
const three = ['--- any order ---', 'a', 'b', 'c', '--- end ---'];

anyOrder('every permutation passes', () => {
  for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
    passes(three, [...order]);
});
anyOrder('a line twice in place of another fails', () =>
  fails(three, ['a', 'a', 'c'], /b/),
);
anyOrder('a line too few or too many fails', () => {
  fails(three, ['a', 'b'], /c/);
  fails(three, ['a', 'b', 'c', 'c'], /c/);
});
anyOrder('a wide placeholder does not take the line of a narrow one', () => {
  const block = ['--- any order ---', '<int>', '<int 1..3>', '--- end ---'];
  passes(block, ['2', '9']);
  passes(block, ['9', '2']);
  fails(block, ['9', '8'], /1\.\.3/);
});
anyOrder('names agree across the lines of the group', () => {
  const block = ['--- any order ---', 'x <a=int>', 'y <a>', '--- end ---', 'z <a>'];
  passes(block, ['y 3', 'x 3', 'z 3']);
  fails(block, ['y 3', 'x 4', 'z 4'], /is/);
});
anyOrder('groups are not lines: refused inside', () => {
  refused(
    ['--- any order ---', '--- 2 times ---', 'x', '--- end ---', '--- end ---'],
    /single lines/,
  );
});

const times = suite('times');

times('as often as allowed passes, fewer and more fail', () => {
  const block = ['--- 2 to 3 times ---', 'tick', '--- end ---', 'done'];
  fails(block, ['tick', 'done'], /tick/);
  passes(block, ['tick', 'tick', 'done']);
  passes(block, ['tick', 'tick', 'tick', 'done']);
  fails(block, ['tick', 'tick', 'tick', 'tick', 'done'], /tick/);
});
times('zero times may be allowed', () => {
  passes(['--- 0 to 2 times ---', 'tick', '--- end ---', 'done'], ['done']);
});
times('an exact count', () => {
  passes(['--- 2 times ---', 'x', '--- end ---'], ['x', 'x']);
  fails(['--- 2 times ---', 'x', '--- end ---'], ['x'], /x/);
});
times('several lines are repeated as a block', () => {
  const block = ['--- 1 to 3 times ---', 'tick', 'tock', '--- end ---'];
  passes(block, ['tick', 'tock', 'tick', 'tock']);
  fails(block, ['tick', 'tick', 'tock', 'tock'], /tock/);
});
times('does not take the line that follows the group', () => {
  passes(['--- 1 to 3 times ---', '<int>', '--- end ---', '7'], ['1', '7']);
});
times('may stand within an interleaved part', () => {
  const block = ['--- interleaved ---', '--- 1 to 9 times ---', 'tick', '--- end ---'];
  block.push('--- with ---', 'work', 'done', '--- end ---');
  passes(block, ['tick', 'work', 'tick', 'tick', 'done', 'tick']);
  fails(block, ['tick', 'done', 'work'], /done|work/);
});
times('a count that makes no sense is refused', () => {
  refused(['--- 3 to 2 times ---', 'x', '--- end ---'], /makes no sense/);
});

const placeholders = suite('placeholders');

placeholders('<int> takes whole numbers only', () => {
  for (const value of ['0', '42', '-7', '12345678901234567890'])
    passes(['n <int>'], [`n ${value}`]);
  for (const value of ['x', '1.5', '', '1 000', '1,000', '0x1f']) {
    fails(['n <int>'], [`n ${value}`], /n <int>/);
  }
});
placeholders('<float> takes numbers', () => {
  for (const value of ['0', '1.5', '-0.25', '1e-7'])
    passes(['n <float>'], [`n ${value}`]);
  fails(['n <float>'], ['n NaN'], /wants a number/);
});
placeholders('<text> takes something, but not nothing', () => {
  passes(['at <text>'], ['at home, a b c']);
  passes(['from <text> to <text>'], ['from here and there to nowhere']);
  fails(['at <text>'], ['at'], /<text>/);
});
placeholders('bounds hold at their edges and not beyond', () => {
  const cases: [string, string[], string[]][] = [
    ['<int 1..6>', ['1', '6'], ['0', '7']],
    ['<int >= 1>', ['1', '99'], ['0', '-1']],
    ['<int > 3>', ['4'], ['3']],
    ['<int <= 3>', ['3', '-5'], ['4']],
    ['<int < 200000>', ['199999'], ['200000']],
    ['<float 0.5..1.5>', ['0.5', '1.5'], ['0.49', '1.51']],
    ['<int != 3>', ['4'], ['3']],
  ];
  for (const [placeholder, good, bad] of cases) {
    for (const value of good) passes([`n: ${placeholder}`], [`n: ${value}`]);
    for (const value of bad) fails([`n: ${placeholder}`], [`n: ${value}`], /wants/);
  }
});
placeholders('the reason names placeholder, bound and value', () => {
  fails(['n: <int 1..6>'], ['n: 9'], /line 1: <int 1\.\.6> wants at most 6, got 9/);
});
placeholders('a duration may be longer, but not shorter than 0.95 of it', () => {
  for (const value of ['1.9 s', '2.0 s', '2.04 s', '2.004s', '31 s']) {
    passes(['Took <2.0 s or more>'], [`Took ${value}`]);
  }
  for (const value of ['1.89 s', '0.3 s']) {
    fails(['Took <2.0 s or more>'], [`Took ${value}`], /wants at least 1\.9 s/);
  }
  fails(['Took <2.0 s or more>'], ['Took 2.0'], /Took/);
});
placeholders('with timing, a duration may not be much longer either', () => {
  passes(['Took <2.0 s or more>'], ['Took 3.0 s'], { timing: true });
  fails(['Took <2.0 s or more>'], ['Took 3.1 s'], /wants at most 3 s/, { timing: true });
});
placeholders('padding around a placeholder does not matter', () => {
  passes(['| <int> | <text> |'], ['|    42 | abc      |']);
  passes(['| <int>    | x'], ['| 7 | x']);
});
placeholders('text around a placeholder matters', () => {
  fails(['n: <int> items'], ['n: 4 things'], /items/);
});
placeholders('a name demands the same value after its capture', () => {
  passes(['<main=int>', 'again <main>'], ['7', 'again 7']);
  fails(
    ['<main=int>', 'again <main>'],
    ['7', 'again 9'],
    /line 2: <main> was 7 in line 1, is 9/,
  );
});
placeholders('a name demands the same value before its capture', () => {
  passes(['first <main>', '<main=int>'], ['first 7', '7']);
  fails(['first <main>', '<main=int>'], ['first 9', '7'], /<main=?/);
});
placeholders('another value than a name', () => {
  passes(['<main=int>', '<int != main>'], ['7', '8']);
  fails(['<main=int>', '<int != main>'], ['7', '7'], /<int != main>/);
  passes(['<int != main>', '<main=int>'], ['8', '7']);
  fails(['<int != main>', '<main=int>'], ['7', '7'], /main/);
});
placeholders('a capture with bounds, and one that differs from another', () => {
  passes(['<a=int >= 1>', '<b=int != a>', '<b>'], ['1', '2', '2']);
  fails(['<a=int >= 1>'], ['0'], /at least 1/);
  fails(['<a=int>', '<b=int != a>'], ['1', '1'], /a/);
});
placeholders('slips are refused, never taken for text', () => {
  refused(['Took <2.0 s>'], /write <2\.0 s or more>, or \\<2\.0 s> for/);
  refused(['<itn>'], /nothing captures "itn"|no placeholder/);
  refused(['<int 5..1>'], /makes no sense/);
  refused(['<int < 1.5>'], /whole bounds/);
  refused(['<text > 3>'], /only numbers/);
  refused(['<a=int>', '<a=int>'], /second time/);
  refused(['<int><int>'], /nothing says where/);
  refused(['<a=int != a>'], /differ from itself/);
});

const onSome = suite('lines for some runtimes');

const [node20, node24] = ['20', '24'].map((version) => ({
  runtime: ['node', `node ${version}`],
}));
const [deno, bun] = [{ runtime: ['deno'] }, { runtime: ['bun'] }];

onSome('count there, and nowhere else', () => {
  const block = ['a', '--- on bun --- it has an mmap', 'b', '--- end ---', 'c'];
  passes(block, ['a', 'b', 'c'], bun);
  fails(block, ['a', 'c'], /^-b$/m, bun);
  for (const other of [deno, node20, node24]) {
    passes(block, ['a', 'c'], other);
    fails(block, ['a', 'b', 'c'], /^\+b$/m, other);
  }
});
onSome('a version, and several runtimes', () => {
  const block = ['a', '--- on node 20, deno ---', 'b', '--- end ---'];
  for (const named of [node20, deno]) passes(block, ['a', 'b'], named);
  for (const other of [node24, bun]) passes(block, ['a'], other);
  const onNode = ['a', '--- on node ---', 'b', '--- end ---'];
  for (const any of [node20, node24]) passes(onNode, ['a', 'b'], any);
});
onSome('without a word, the runtime is the one of the tests', () => {
  passes(['a', '--- on node ---', 'b', '--- end ---'], ['a', 'b']);
});
onSome('in groups, which there may be empty elsewhere', () => {
  const mixed = ['--- on bun ---', 'b', '--- end ---'];
  const anyOrder = ['--- any order ---', 'a', ...mixed, 'c', '--- end ---'];
  passes(anyOrder, ['c', 'b', 'a'], bun);
  passes(anyOrder, ['c', 'a'], deno);
  fails(anyOrder, ['c', 'a'], /^-b$/m, bun);
  const parts = [
    '--- interleaved ---',
    'a',
    'c',
    '--- with ---',
    ...mixed,
    '--- end ---',
  ];
  passes(parts, ['a', 'b', 'c'], bun);
  passes(parts, ['a', 'c'], deno);
  fails(parts, ['a', 'b', 'c'], /^\+b$/m, deno);
  const times = ['a', '--- 1 to 2 times ---', ...mixed, '--- end ---'];
  passes(times, ['a', 'b', 'b'], bun);
  passes(times, ['a'], deno);
});
onSome('groups, and names, within', () => {
  const block = ['--- on bun ---', '--- 2 times ---', '<int != a>'];
  passes([...block, '--- end ---', '--- end ---', '<a=int>'], ['1', '2', '3'], bun);
  passes([...block, '--- end ---', '--- end ---', '<a=int>'], ['3'], deno);
});
onSome('a slip is refused on every runtime', () => {
  refused(['--- on bnu ---', 'x', '--- end ---'], /"bnu" is no runtime/);
  refused(['--- on bun deno ---', 'x', '--- end ---'], /"bun deno" is no runtime/);
  refused(['--- on bun ---', 'x'], /"on bun" is never closed/);
  refused(['--- on bun ---', '--- end ---'], /no lines/);
  refused(['--- on bun ---', 'x', '--- with ---', 'y', '--- end ---'], /never closed/);
  refused(['--- on bun ---', '<itn>', '--- end ---'], /no placeholder|captures "itn"/);
});
onSome('an update keeps the lines of the others', () => {
  const block = ['old', '--- on bun ---', 'b', '--- end ---', 'c'];
  assert.equal(update(block, 'new\nc\n', deno).lines, ['new', ...block.slice(1)]);
  const { lines } = update(block, 'old\nnew\nc\n', bun);
  assert.equal(lines, ['old', '--- on bun ---', 'new', '--- end ---', 'c']);
});

const blocks = suite('blocks');

blocks('the last comment of the file is the block', () => {
  const source = "print('a');\n\n// Output:\n// a\n//\n// b\n//   c\n";
  assert.equal(readOutputBlock(source), ['a', '', 'b', '  c']);
});
blocks('no block, no lines', () => assert.is(readOutputBlock('print(1);\n'), undefined));
blocks('code after the block is refused', () => {
  assert.throws(
    () => readOutputBlock('// Output:\n// a\nprint(1);\n'),
    /must be the end of the file|must end the file/,
  );
});
blocks('a blank line inside the block is refused as what it is', () => {
  const source = '// Output:\n// a\n\n// b\n\n// c\n';
  const why = /^line 3 of the file: a blank line ends the block here: write "\/\/" for/;
  assert.throws(
    () => readOutputBlock(source),
    (error: Error) => why.test(error.message),
  );
  assert.equal(readOutputBlock(source.replaceAll('\n\n', '\n//\n')), [
    'a',
    '',
    'b',
    '',
    'c',
  ]);
});
blocks('what is malformed is told with its line in the file', () => {
  const source = 'print(1);\n\n// Output:\n// a\n// <itn>\n';
  assert.throws(
    () => readGolden(source),
    (error: Error) => /^line 5 of the file: <itn>/.test(error.message),
  );
  assert.equal(readGolden(source.replace('<itn>', '<int>')), ['a', '<int>']);
});
blocks('a misspelt heading is refused', () => {
  assert.throws(() => readOutputBlock('print(1);\n\n// output:\n// a\n'), /Output:/);
});
blocks('a block is replaced, and the code stays', () => {
  const source = "print('a');\n\n// Output:\n// old\n";
  assert.is(
    writeOutputBlock(source, ['new', '', 'x']),
    "print('a');\n\n// Output:\n// new\n//\n// x\n",
  );
});
blocks('a missing block is added', () => {
  assert.is(writeOutputBlock('print(1);\n', ['1']), 'print(1);\n\n// Output:\n// 1\n');
});
blocks('malformed groups are refused', () => {
  refused(['--- any order ---', 'x'], /never closed/);
  refused(['x', '--- end ---'], /belongs to a group/);
  refused(['--- with ---'], /belongs to a group/);
  refused(['--- any order ---', '--- end ---'], /no lines/);
});

const updates = suite('update');

updates('a run that matches changes nothing', () => {
  assert.equal(update(['<int>', 'b'], '1\nb\n'), { lines: ['<int>', 'b'], changes: [] });
});
updates('a line that differs is replaced, placeholders of others stay', () => {
  const { lines, changes } = update(
    ['pid <int>', 'old', 'took <1.0 s or more>'],
    'pid 12\nnew\ntook 1.1 s\n',
  );
  assert.equal(lines, ['pid <int>', 'new', 'took <1.0 s or more>']);
  assert.is(changes.length, 1);
});
updates('groups that still fit stay', () => {
  const block = ['old', '--- any order ---', 'a', 'b', '--- end ---'];
  assert.equal(update(block, 'new\nb\na\n').lines, ['new', ...block.slice(1)]);
});
updates(
  'an empty block takes the output, and text that looks like a placeholder is escaped',
  () => {
    const { lines } = update([], 'Promise<int>\n--- end ---\n');
    assert.ok(compare(lines, 'Promise<int>\n--- end ---\n').ok);
    assert.not(compare(lines, 'Promise<3>\n--- end ---\n').ok);
  },
);
updates('a program that printed nothing changes nothing', () => {
  assert.equal(update(['a'], '').lines, ['a']);
});

for (const cases of [
  exact,
  interleaved,
  anyOrder,
  times,
  placeholders,
  onSome,
  blocks,
  updates,
])
  cases.run();
