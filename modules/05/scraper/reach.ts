/**
 * How far a crawl may reach: a page of the public Internet must not lead it to this machine
 * or its private network, to which only the crawl has a way in.
 */
import { BlockList, isIP } from 'node:net';
import { Failure } from './failure.ts';

/** Loopback, private, shared and link-local addresses. */
const INSIDE = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const;
const INSIDE_IPV6 = [
  ['::', 127], // nobody's address, which is this machine, and ::1
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  // IPv4 addresses as IPv6 has them: mapped, translated, compatible.
  ...['::ffff:', '64:ff9b::', '::'].flatMap((prefix) =>
    INSIDE.map(([net, bits]) => [prefix + net, 96 + bits] as const),
  ),
] as const;

const inside = new BlockList();
for (const [net, bits] of INSIDE) inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of INSIDE_IPV6) inside.addSubnet(net, bits, 'ipv6');

/** Whether an IP address belongs to the public Internet; what is none does not. */
export function isPublic(address: string): boolean {
  const [plain = ''] = address.split('%'); // without the zone
  const version = isIP(plain);
  return version !== 0 && !inside.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Decides by the address of each connection: a name tells nothing, as its owner may point
 * it anywhere, and somewhere else each time.
 */
export class Reach {
  /** Origins that may be inside: where a person has sent the crawl, or a page inside. */
  readonly #trusted = new Set<string>();
  /** Those that are. */
  readonly #inside = new Set<string>();
  /** Of each origin the newest; undefined when it has been inside and outside. */
  readonly #addresses = new Map<string, string | undefined>();

  /** A person wants this URL. */
  trust({ origin }: URL): void {
    this.#trusted.add(origin);
  }

  /** One URL leads to another, by a link or a redirect. */
  follow(from: URL, to: URL): void {
    if (this.#inside.has(from.origin)) this.trust(to);
  }

  /**
   * A connection stands.
   *
   * @throws {Failure} of the kind private when it must not be used.
   */
  check(origin: string, address: string): void {
    if (isPublic(address)) {
      // Whose next connection is inside has changed its mind about its own name.
      this.#trusted.delete(origin);
      this.#inside.delete(origin);
    } else if (this.#trusted.has(origin)) {
      this.#inside.add(origin);
    } else {
      throw new Failure('private', `is at ${address}, which is private`);
    }
    const before = this.#addresses.has(origin) ? this.addressOf(origin) : address;
    const isSame = before !== undefined && isPublic(before) === isPublic(address);
    this.#addresses.set(origin, isSame ? address : undefined);
  }

  /** Where connections to it lead; undefined when that cannot be said of all of them. */
  addressOf(origin: string): string | undefined {
    return this.#addresses.get(origin);
  }

  /** Whether an answer may be used that came from this address in another run. */
  recall(origin: string, address: string): boolean {
    // A connection of this run says more.
    const now = this.#addresses.has(origin) ? this.addressOf(origin) : address;
    if (now === undefined || isPublic(now) !== isPublic(address)) return false;
    if (isPublic(address)) return !this.#inside.has(origin);
    if (!this.#trusted.has(origin)) return false;
    this.#inside.add(origin);
    return true;
  }
}
