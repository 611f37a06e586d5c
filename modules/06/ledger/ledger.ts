import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running ledger. */
export interface Ledger extends AsyncDisposable {
  /** Where payments are posted to. */
  readonly url: string;
  /** How many requests came in. */
  readonly requests: number;
  /** What stands in the table: how many payments, for how many orders, and their sum. */
  totals(): { payments: number; orders: number; sum: number };
}

/**
 * A service that others are paid through, on loopback, over a table of SQLite. Each payment
 * has a key that its sender chooses: of two with the same key, the second changes nothing
 * and is answered like the first.
 *
 * Python: any web API that takes an `Idempotency-Key`, as those of banks do.
 *
 * @returns the ledger; `await using` stops it at the end of the block.
 *
 * @example
 * ```ts
 * import { startLedger } from './ledger/ledger.ts';
 *
 * await using ledger = await startLedger();
 * const body = JSON.stringify({ order: 1, amount: 10 });
 * await fetch(ledger.url, { method: 'POST', headers: { 'idempotency-key': 'a' }, body });
 * ledger.totals(); // { payments: 1, orders: 1, sum: 10 }
 * ```
 */
export async function startLedger(): Promise<Ledger> {
  // Loaded here, since workers load the lesson too, and need no database.
  const { default: sqlite } = await import('node-sqlite3-wasm');
  const database = new sqlite.Database();
  database.run(
    'CREATE TABLE payments (key TEXT PRIMARY KEY, "order" INTEGER, amount INTEGER)',
  );
  let requests = 0;

  const server = createServer(async (request, response) => {
    const { order, amount } = JSON.parse(await textOf(request));
    const key = String(request.headers['idempotency-key']);
    requests++;
    // Looking first and writing then would be two steps, with room for another between.
    database.run('INSERT OR IGNORE INTO payments VALUES (?, ?, ?)', [key, order, amount]);
    response.writeHead(201, { connection: 'close' }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payments`,
    get requests() {
      return requests;
    },
    totals() {
      const row = database.get(
        'SELECT COUNT(*) AS payments, COUNT(DISTINCT "order") AS orders, SUM(amount) AS sum FROM payments',
      );
      return row as unknown as ReturnType<Ledger['totals']>;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
      database.close();
    },
  };
}

async function textOf(request: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
