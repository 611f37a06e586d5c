import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MOST_BYTES, parseRules } from '../../modules/05/scraper/robots.ts';

function rulesIn(text: string | Uint8Array, userAgent = 'test-bot/1.0') {
  return parseRules(Buffer.from(text), userAgent);
}

function allowed(text: string | Uint8Array, path: string, userAgent?: string): boolean {
  return rulesIn(text, userAgent).allows(`http://127.0.0.1:8000${path}`);
}

// A row: what it is about, the rules for all, the paths that they allow, and those that they
// forbid. What RFC 9309 says, and what the cases published with Google's parser state.
const TABLE: [name: string, rules: string, allowed: string[], forbidden: string[]][] = [
  ['no rules', '', ['/', '/x'], []],
  ['an empty Disallow', 'Disallow:', ['/', '/x'], []],
  ['an empty Disallow and an empty Allow', 'Disallow: \nAllow: ', ['/x'], []],
  ['everything', 'Disallow: /', ['/robots.txt'], ['/', '/x', '/?q', '/robots.txt?x']],
  ['a pattern without a slash fits nothing', 'Disallow: fish', ['/fish', '/'], []],
  [
    'the path is case sensitive, the key is not',
    'dISALLOW: /x/',
    ['/X/y', '/x'],
    ['/x/y'],
  ],
  [
    '/fish',
    'Disallow: /\nAllow: /fish',
    ['/fish', '/fish.html', '/fish/salmon.html', '/fishheads/yummy', '/fish.php?id=x'],
    ['/bar', '/Fish.asp', '/catfish', '/?id=fish', '/desert/fish'],
  ],
  [
    '/fish* is the same',
    'Disallow: /\nAllow: /fish*',
    ['/fish', '/fish.html', '/fishheads/yummy', '/fish.php?id=x'],
    ['/bar', '/Fish.asp', '/catfish', '/?id=fish'],
  ],
  [
    '/fish/ is not',
    'Disallow: /\nAllow: /fish/',
    ['/fish/', '/fish/?salmon', '/fish/salmon.html'],
    ['/fish', '/fish.html', '/animals/fish/', '/Fish/Salmon.html'],
  ],
  [
    '*.php',
    'Disallow: /\nAllow: /*.php',
    ['/a.php', '/folder/a.php?b', '/folder/any.php.file.html', '/a.php/', '/i?f=a.php/'],
    ['/php/', '/index?php', '/windows.PHP'],
  ],
  [
    '*.php$',
    'Disallow: /\nAllow: /*.php$',
    ['/a.php', '/folder/a.php'],
    ['/a.php?b', '/a.php/', '/a.php5', '/php/', '/a.phpa', '/windows.PHP'],
  ],
  [
    '/fish*.php',
    'Disallow: /\nAllow: /fish*.php',
    ['/fish.php', '/fishheads/catfish.php?parameters'],
    ['/Fish.PHP', '/fish.html'],
  ],
  ['a star that is nothing', 'Disallow: /a*b', ['/axc'], ['/ab', '/axxb', '/a/b/c']],
  [
    'a star takes as little as it may',
    'Disallow: /*a*ab$',
    ['/ab', '/aba'],
    ['/aab', '/abab'],
  ],
  ['many stars are one', 'Disallow: /a***b', ['/a'], ['/ab', '/axb']],
  ['a star at the start', 'Disallow: *.gif$', ['/x.gif?y'], ['/x.gif', '/a/b.gif']],
  [
    'only the end ends it',
    'Disallow: /a$b\nDisallow: /c$$',
    ['/a', '/ab', '/c'],
    ['/a$b', '/c$'],
  ],
  ['the path and no more', 'Disallow: /a$', ['/a/', '/ab', '/a?'.concat('x')], ['/a']],
  ['the root alone', 'Allow: /$\nDisallow: /', ['/'], ['/page.htm', '/?x']],
  [
    'the longest rule, whatever their order',
    'Disallow: /x/page.html\nAllow: /x/\nDisallow: /',
    ['/x/', '/x/p'],
    ['/x/page.html', '/y'],
  ],
  [
    'a star is an octet',
    'Allow: /page\nDisallow: /*.html',
    ['/page'],
    ['/page.html', '/x.html'],
  ],
  [
    'and a dot another',
    'Allow: /x/page.\nDisallow: /*.html',
    ['/x/page.html'],
    ['/x/y.html'],
  ],
  ['Allow wins a draw', 'Disallow: /folder\nAllow: /folder', ['/folder/page'], []],
  ['in any order', 'Allow: /folder\nDisallow: /folder', ['/folder/page'], []],
  ['also between patterns', 'Disallow: /*b\nAllow: /ab', ['/ab'], ['/bb']],
  ['also said otherwise', 'Disallow: /%7Ejoe\nAllow: /~joe', ['/~joe', '/%7ejoe/x'], []],
  // RFC 9309, 2.2.2
  ['a query', 'Disallow: /foo/bar?baz=quz', ['/foo/bar?baz=x'], ['/foo/bar?baz=quz']],
  [
    'a URL in a query',
    'Disallow: /foo/bar?baz=https://foo.bar',
    ['/foo/bar?baz=https%3A'],
    ['/foo/bar?baz=https%3A%2F%2Ffoo.bar', '/foo/bar?baz=https://foo.bar/x'],
  ],
  [
    'the same, encoded',
    'Disallow: /foo/bar?baz=https%3a%2F%2Ffoo.bar',
    ['/foo/bar?baz=http'],
    ['/foo/bar?baz=https%3A%2F%2Ffoo.bar', '/foo/bar?baz=https://foo.bar'],
  ],
  ['ツ', 'Disallow: /foo/ツ', ['/foo/x'], ['/foo/%E3%83%84', '/foo/ツ/x']],
  [
    'ツ, encoded',
    'Disallow: /foo/%e3%83%84',
    ['/foo/%E3'],
    ['/foo/%E3%83%84', '/foo/ツ'],
  ],
  [
    'baz, encoded',
    'Disallow: /foo/%62%61%7A',
    ['/foo/ba'],
    ['/foo/baz', '/foo/%62%61%7a'],
  ],
  [
    'a slash in a path is not its encoded form',
    'Disallow: /a%2fb\nDisallow: /c/d',
    ['/a/b', '/c%2Fd'],
    ['/a%2Fb.html', '/c/d.html'],
  ],
  ['nor a question mark', 'Disallow: /a%3Fb', ['/a?b'], ['/a%3fb']],
  [
    'but other signs are',
    "Disallow: /p:@!'(),;&=+",
    ['/p'],
    ["/p:@!'(),;&=+", '/p%3A%40%21%27%28%29%2C%3B%26%3D%2B'],
  ],
  [
    'brackets and the like',
    'Disallow: /*?filter[\nDisallow: /list[]=\nDisallow: /a|b\nDisallow: /c^d\nDisallow: /{e}',
    ['/shop?filter', '/list'],
    [
      '/shop?filter[color]=red',
      '/shop?filter%5Bcolor%5D=red',
      '/list[]=1',
      '/a|b',
      '/a%7Cb',
      '/c^d',
      '/{e}',
    ],
  ],
  ['a space', 'Disallow: /a b', ['/ab'], ['/a%20b', '/a b/c']],
  ['a percent sign', 'Disallow: /100%', ['/100'], ['/100%', '/100%25']],
  // RFC 9309, 2.2.3
  [
    'a star that is meant',
    'Disallow: /with-a-%2A.html',
    ['/with-a-x.html'],
    ['/with-a-*.html'],
  ],
  ['a dollar that is meant', 'Disallow: /foo-%24', ['/foo-'], ['/foo-$', '/foo-%24x']],
  ['a comment', '# Disallow: /\nDisallow: /foo#bar', ['/x'], ['/foo', '/foobar']],
  ['after a space', 'Disallow: /foo # bar', ['/x'], ['/foo', '/foo#', '/foo/']],
  // Lines
  ['tabs and spaces', ' \t Disallow \t : \t/a\t ', ['/'], ['/a']],
  ['no colon', 'Disallow /a', ['/'], ['/a']],
  ['no colon, and more than a path', 'Disallow /a b', ['/a', '/a%20b'], []],
  [
    'misspellings',
    'Dissallow: /a\nDisalow: /b\nDiasllow: /c\nDisallaw: /d',
    ['/e'],
    ['/a', '/b', '/c', '/d'],
  ],
  ['CR', 'Disallow: /a\rDisallow: /b\r', ['/'], ['/a', '/b']],
  ['CR LF', 'Disallow: /a\r\nDisallow: /b\r\n', ['/'], ['/a', '/b']],
  ['NUL ends a line', 'Disallow: /a\0\0\nDisallow: /b\0x', ['/'], ['/a', '/ab', '/b']],
  ['an à at the end', 'Disallow: /à', ['/%C3'], ['/à', '/%C3%A0']],
  ['no line feed at the end', 'Disallow: /a\nDisallow: /b', ['/'], ['/b']],
];

for (const [name, rules, paths, forbidden] of TABLE) {
  test(name, () => {
    const text = `User-agent: *\n${rules}`;
    for (const path of paths) assert.ok(allowed(text, path), `${path} is allowed`);
    for (const path of forbidden) assert.not(allowed(text, path), `${path} is forbidden`);
  });
}

test('the group of its name holds for a robot, and only without one that of *', () => {
  const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Test-Bot\nDisallow: /private/';
  assert.ok(allowed(text, '/page/1/'));
  assert.not(allowed(text, '/private/'));
  assert.ok(allowed(text, '/page/1/', 'test-bot (contact: nobody)'));
  assert.not(allowed(text, '/page/1/', 'other-bot/1.0'));
  assert.not(allowed(text, '/page/1/', 'test/1.0'));
  assert.not(allowed(text, '/page/1/', '007'));
});

test('who also calls itself a browser is known by its own name', () => {
  const text =
    'User-agent: Mozilla\nDisallow: /\n\nUser-agent: Test-Bot\nDisallow: /private/';
  for (const agent of [
    'Mozilla/5.0 (compatible; Test-Bot/1.0; +https://example.org)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; test-bot/2.1) Chrome/1',
  ]) {
    assert.ok(allowed(text, '/page/1/', agent), agent);
    assert.not(allowed(text, '/private/', agent), agent);
  }
  assert.not(allowed(text, '/page/1/', 'Mozilla/5.0 (X11; Linux x86_64)'));
});

test('a name ends where it must: at a version, a space, a sign', () => {
  for (const name of [
    'test-bot/2.1',
    'TEST-BOT Images',
    'test-bot*',
    'Test-Bot\t# that is us',
  ]) {
    assert.not(allowed(`User-agent: ${name}\nDisallow: /`, '/x'), name);
  }
  for (const name of ['', '* x', '*x', 'test', 'test-bots', '007']) {
    const rules = `User-agent: ${name}\nDisallow: /`;
    assert.is(allowed(rules, '/x'), name !== '* x', name);
  }
});

test('groups for one name are one; several names share one', () => {
  const text =
    'Allow: /early\nUser-agent: test-bot\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n' +
    'User-agent: y\nUser-agent: TEST-BOT\nUser-agent: z\n\n\nDisallow: /c\nAllow: /a/b\n';
  assert.equal(
    ['/a', '/b', '/c', '/a/b', '/early'].map((path) => allowed(text, path)),
    [false, true, false, true, true],
  );
  assert.ok(allowed('Disallow: /\nUser-agent: *\nAllow: /x', '/y'));
});

test('a group without rules allows everything, and is a group', () => {
  assert.ok(allowed('User-agent: *\nDisallow: /\nUser-agent: test-bot', '/x'));
  assert.ok(
    allowed('User-agent: test-bot\nDisallow:\n\nUser-agent: *\nDisallow: /', '/x'),
  );
});

test('only a rule ends the list of user agents', () => {
  for (const line of [
    'Sitemap: http://x/s.xml',
    'Crawl-delay: 1',
    'Noindex: /',
    '',
    '# x',
  ]) {
    const text = `User-agent: *\n${line}\n\nUser-agent: other\nDisallow: /x`;
    assert.not(allowed(text, '/x'), line);
    const inside = `User-agent: *\nDisallow: /x\n${line}\nDisallow: /y`;
    assert.not(allowed(inside, '/y'), line);
  }
  assert.ok(allowed('User-agent: *\nDisallow:\nUser-agent: other\nDisallow: /x', '/x'));
});

test('a byte order mark, whole or not, is passed over', () => {
  const text = Buffer.from('User-agent: *\nDisallow: /x');
  for (const mark of [[0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xef]]) {
    assert.not(allowed(Buffer.from([...mark, ...text]), '/x'));
  }
  // Anywhere else it makes a line that means nothing.
  assert.ok(allowed('User-agent: *\n\uFEFFDisallow: /x', '/x'));
});

test('bytes that are no UTF-8 stand for themselves', () => {
  const text = Buffer.from('User-agent: *\nDisallow: /ë\n', 'latin1');
  assert.not(allowed(text, '/%EB'));
  assert.not(allowed(text, '/%eb/x'));
});

test('Crawl-delay in seconds becomes milliseconds; of several the longest', () => {
  const delay = (text: string) => rulesIn(`User-agent: *\n${text}`).crawlDelay;
  assert.is(delay('Crawl-delay: 2'), 2000);
  assert.is(delay('Crawl-delay: 0.5'), 500);
  assert.is(delay('Crawl-delay: 2\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 1'), 2000);
  assert.is(delay('Crawl-delay: soon'), 0);
  assert.is(delay('Crawl-delay: -1'), 0);
  assert.is(delay('Disallow: /x\nUser-agent: other\nCrawl-delay: 5'), 0);
});

/** Rules, and comments up to so many bytes. */
function filled(bytes: number, rules: string): string {
  const start = `User-agent: *\nDisallow: /first\n`;
  return `${start}${'#'.repeat(bytes - start.length - rules.length - 1)}\n${rules}`;
}

test('the first 500 KiB count, up to the last line that ends there', () => {
  const last = 'Disallow: /last';
  assert.not(allowed(filled(MOST_BYTES, last), '/last'), 'all of it');
  assert.not(
    allowed(`${filled(MOST_BYTES, last)}\nDisallow: /`, '/last'),
    'a whole line',
  );
  assert.ok(allowed(`${filled(MOST_BYTES, last)}\nDisallow: /`, '/x'), 'beyond');
  const cut = `${filled(MOST_BYTES, last)}ing`;
  assert.ok(allowed(cut, '/lasting'), 'a line that is cut');
  assert.not(allowed(cut, '/first'));
});

test('a rule that is too long is cut, as Google does it', () => {
  const long = `/${'a'.repeat(20_000)}`;
  assert.not(allowed(`User-agent: *\nDisallow: ${long}/x`, `${long}/y`));
  assert.ok(allowed(`User-agent: *\nDisallow: ${long}/x`, '/aaa'));
});

// What a library for this takes minutes and gigabytes for: rules for thousands of user agents,
// and what else makes a parser go over the same text again and again. It takes about 30 ms
// and 10 MiB; the limits are for a machine that is busy.
const BOMBS: [name: string, text: string][] = [
  [
    'user agents times rules',
    'User-agent: *\n'.repeat(17e3) + 'Disallow: /a\n'.repeat(19e3),
  ],
  ['groups', 'User-agent: *\nDisallow: /a\n'.repeat(19e3)],
  ['different rules', `User-agent: *\n${numbered('Disallow: /')}`],
  ['different patterns', `User-agent: *\n${numbered('Disallow: /*')}`],
  ['stars', `User-agent: *\nDisallow: /${'*a'.repeat(256_000)}`],
  ['escapes', `User-agent: *\nDisallow: /${'%61'.repeat(170_000)}`],
  ['spaces', `User-agent: *\nDisallow${' '.repeat(256_000)}:${' '.repeat(255_000)}x`],
  ['line ends', `User-agent: *\n${'\r'.repeat(500_000)}`],
];

function numbered(rule: string): string {
  return Array.from({ length: 25_000 }, (_, i) => `${rule}${i.toString(36)}\n`).join('');
}

for (const [name, text] of BOMBS) {
  test(`500 KiB of ${name} cost little`, () => {
    const body = Buffer.from(text).subarray(0, MOST_BYTES);
    const [before, start] = [memory(), process.cpuUsage()];
    const rules = rulesIn(body);
    for (let i = 0; i < 10; i++) rules.allows(`http://127.0.0.1:8000/page/${i}/`);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 1e6, `${(user + system) / 1000} ms of processor time`);
    assert.ok(memory() - before < 64 * 2 ** 20, `${memory() - before} bytes`);
  });
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test.run();
