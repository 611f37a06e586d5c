/** Which paths the rules of a robots.txt are about: RFC 9309, 2.2.2 and 2.2.3. */

/** Stands at the end of each path, and nowhere else in it: this is what `$` means. */
const END = '\n';

/** Allows and Disallows: true for Allow. The longest one that fits a path decides. */
export class RuleSet {
  /** Beginnings of paths, which can be looked up, however many there are. */
  readonly #plain = new Map<string, boolean>();
  readonly #patterns = new Map<string, boolean>();
  #lengths: Set<number> | undefined;

  /** @param text as it stands in the file: a character for each byte. */
  add(text: string, allow: boolean): void {
    const ends = text.endsWith('$');
    const rule = octets(ends ? text.slice(0, -1) : text, '#$%') + (ends ? END : '');
    const plain = !ends && !rule.includes('*') && !hasSpellings(rule);
    const rules = plain ? this.#plain : this.#patterns;
    rules.set(rule, allow || rules.get(rule) === true); // Allow wins a draw
    if (plain) this.#lengths = undefined;
  }

  /** Whether a URL may be fetched. */
  allows(url: string): boolean {
    const { pathname, search } = new URL(url);
    const path = pathname + search;
    if (path === '/robots.txt') return true;
    const paths = spellingsOf(octets(path, '#$%*') + END);
    let [longest, allowed] = this.#plainRuleFor(paths);
    for (const [rule, allow] of this.#patterns) {
      if (rule.length < longest || (rule.length === longest && allowed)) continue;
      const spellings = spellingsOf(rule);
      if (paths.some((path) => spellings.some((spelling) => fits(spelling, path))))
        [longest, allowed] = [rule.length, allow];
    }
    return allowed;
  }

  /** The length of the longest one that fits, and what it says. */
  #plainRuleFor(paths: string[]): [length: number, allow: boolean] {
    this.#lengths ??= new Set([...this.#plain.keys()].map(({ length }) => length));
    let found: [number, boolean] = [0, true];
    for (const length of this.#lengths) {
      if (length <= found[0]) continue;
      for (const path of paths) {
        const allow = this.#plain.get(path.slice(0, length));
        if (allow !== undefined) found = [length, allow];
      }
    }
    return found;
  }
}

/** A slash in a query means nothing: there, and only there, `%2F` is the same. */
function spellingsOf(path: string): string[] {
  if (!hasSpellings(path)) return [path];
  const query = path.indexOf('?');
  return [path, path.slice(0, query) + path.slice(query).replaceAll('/', '%2F')];
}

function hasSpellings(path: string): boolean {
  const query = path.indexOf('?');
  return query !== -1 && path.includes('/', query);
}

/** Whether the parts between the stars come one after another, the first at the start. */
function fits(rule: string, path: string): boolean {
  for (let [from, end] = [0, 0]; ; ) {
    const star = rule.indexOf('*', from);
    const part = rule.slice(from, star === -1 ? undefined : star);
    const start = from > 0 ? path.indexOf(part, end) : path.startsWith(part) ? 0 : -1;
    if (start === -1) return false;
    if (star === -1) return true;
    end = start + part.length;
    from = star + 1;
  }
}

/**
 * One spelling for all that mean the same: printable ASCII as it is, all else encoded, in
 * capitals. What is encoded and would have a meaning if it were not stays encoded.
 *
 * @param signs are encoded as well, where they stand for themselves.
 */
function octets(text: string, signs: string): string {
  const plain = signs.includes('*') ? /^[ !"&-)+-~]*$/ : /^[ !"&-~]*$/;
  if (plain.test(text)) return text;
  const octets = Buffer.allocUnsafe(3 * text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let byte = text.charCodeAt(i);
    const encoded = byte === PERCENT ? byteAt(text, i + 1) : -1;
    if (encoded >= 0) {
      byte = encoded;
      i += 2;
    }
    if (
      byte < 0x20 ||
      byte > 0x7e ||
      (encoded >= 0 ? MEANT : signs).includes(String.fromCharCode(byte))
    ) {
      octets[length++] = PERCENT;
      octets[length++] = HEX.charCodeAt(byte >> 4);
      octets[length++] = HEX.charCodeAt(byte & 15);
    } else {
      octets[length++] = byte;
    }
  }
  return octets.toString('latin1', 0, length);
}

const PERCENT = 0x25;
const HEX = '0123456789ABCDEF';
const MEANT = '#$%*/?';

/** The byte that two hexadecimal digits mean; negative if they are none. */
function byteAt(text: string, i: number): number {
  return 16 * digitOf(text.charCodeAt(i)) + digitOf(text.charCodeAt(i + 1));
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61; // in lower case
  return letter >= 0 && letter <= 5 ? letter + 10 : -1000;
}
