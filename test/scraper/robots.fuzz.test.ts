import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRules } from '../../modules/05/scraper/robots.ts';

// The same as robots.ts, slowly and as it is said in RFC 9309: sign by sign.

/** A sign of a path or a rule: a byte, or what has a meaning. */
type Sign = string;

/**
 * Bytes as two digits, `*` and `$` in rules as they are, and so a slash and its code.
 *
 * @param isLoose takes a slash in a query for its code.
 */
function signsOf(text: string, isRule: boolean, isLoose: boolean): Sign[] {
  const signs: Sign[] = [];
  let query = false;
  for (let i = 0; i < text.length; ) {
    const encoded = /^%([0-9a-f]{2})/i.exec(text.slice(i, i + 3))?.[1]?.toLowerCase();
    const sign = text.charAt(i);
    if (encoded === '2f' || encoded === '3f') {
      signs.push(`%${encoded}`);
    } else if (encoded) {
      signs.push(encoded);
    } else if (isRule && (sign === '*' || (sign === '$' && i === text.length - 1))) {
      signs.push(sign);
    } else {
      signs.push(...(Buffer.from(sign).toString('hex').match(/../g) ?? []));
      if (sign === '?') query = true;
      if (sign === '/') signs[signs.length - 1] = query && isLoose ? '%2f' : '/';
    }
    i += encoded ? 3 : 1;
  }
  return signs;
}

function fits(rule: Sign[], path: Sign[]): boolean {
  const [sign, ...rest] = rule;
  if (sign === undefined) return true;
  if (sign === '$') return path.length === 0;
  if (sign === '*')
    return path.some((_, i) => fits(rest, path.slice(i))) || fits(rest, []);
  return sign === path[0] && fits(rest, path.slice(1));
}

function allowedByReference(text: string, path: string, product: string): boolean {
  const groups: { agents: string[]; rules: [allow: boolean, value: string][] }[] = [];
  for (const line of text.split('\n')) {
    const [key = '', value = ''] = (line.split('#')[0] ?? '')
      .split(':')
      .map((s) => s.trim());
    const last = groups.at(-1);
    if (key.toLowerCase() === 'user-agent') {
      if (!last || last.rules.length > 0) groups.push({ agents: [value], rules: [] });
      else last.agents.push(value);
    } else if (/^(dis)?allow$/i.test(key)) {
      last?.rules.push([key.toLowerCase() === 'allow', value]);
    }
  }
  const groupsFor = (agent: string) =>
    groups.filter(({ agents }) => agents.includes(agent));
  const ours = groupsFor(product);
  let [best, answer] = [0, true];
  for (const { rules } of ours.length > 0 ? ours : groupsFor('*')) {
    for (const [allow, value] of rules.filter(([, value]) => value)) {
      const found = [true, false].some((ruleIsLoose) =>
        [true, false].some((pathIsLoose) =>
          fits(signsOf(value, true, ruleIsLoose), signsOf(path, false, pathIsLoose)),
        ),
      );
      // An octet that is not in ASCII, or has to be encoded, is three.
      const { length } = value.replace(/%(?!2f|3f)[0-9a-f]{2}/gi, 'x');
      if (!found || length < best || (length === best && answer)) continue;
      [best, answer] = [length, allow];
    }
  }
  return answer;
}

/** Numbers from 0 to n - 1, the same in each run (mulberry32). */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const IN_PATHS = ['a', 'b', '/', '/', '?', '%2f', '%2F', '%61', '=', '%3D', '%3f'];
const IN_RULES = [...IN_PATHS, '*', '*', '$'];
const LINES = ['Sitemap: http://x/', 'Crawl-delay: 0', '', '# Disallow: /'];
const AGENTS = ['*', 'bot', 'other'];

test('agrees with a slow and obvious reference', () => {
  const roll = dice(9309);
  const some = (signs: string[], most: number) =>
    Array.from({ length: roll(most) }, () => signs[roll(signs.length)]).join('');
  const line = () => {
    const kind = roll(8);
    if (kind === 0) return LINES[roll(LINES.length)];
    if (kind < 3) return `User-agent: ${AGENTS[roll(AGENTS.length)]}`;
    return `${roll(2) ? 'Allow' : 'Disallow'}: ${roll(12) ? '/' : ''}${some(IN_RULES, 6)}`;
  };
  const said = { true: 0, false: 0 };
  for (let i = 0; i < 3000; i++) {
    const lines = Array.from({ length: roll(12) }, line);
    const text = ['User-agent: *', ...lines].join('\n');
    const { allows } = parseRules(Buffer.from(text), 'bot/1.0');
    for (let j = 0; j < 5; j++) {
      const path = `/${some(IN_PATHS, 7)}`.replace(/\?+$/, ''); // an empty query is none
      const expected = allowedByReference(text, path, 'bot');
      said[`${expected}`]++;
      const actual = allows(`http://127.0.0.1${path}`);
      assert.is(actual, expected, `${path} and\n${text}`);
    }
  }
  assert.ok(said.false > 2000 && said.true > 2000, JSON.stringify(said));
});

test.run();
