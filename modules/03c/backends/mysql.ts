import type { Connection } from 'mysql2/promise';
import { BackendError, DatabaseBackend } from './database-backend.ts';
import { backend } from './registry.ts';
import type { Row, Statement } from './sql.ts';

/** MySQL or MariaDB: a server (`mysql://user:password@host:3306/database`, or MYSQL_URL). */
@backend('mysql')
export class MysqlBackend extends DatabaseBackend {
  protected override readonly variable = 'MYSQL_URL';
  protected override readonly protocols = ['mysql:'];
  #connection: Connection | undefined;

  protected override async open(url: string | undefined): Promise<void> {
    if (url === undefined) {
      throw new BackendError(
        `${this.name} needs a server: set ${this.variable}, as in ` +
          'mysql://user:password@localhost:3306/database',
      );
    }
    const { default: mysql } = await import('mysql2');
    const connection = mysql.createConnection({
      uri: url,
      connectTimeout: 10_000,
      dateStrings: true,
      jsonStrings: true,
      supportBigNumbers: true,
      // An integer that does not fit a number comes as a string.
      typeCast: (field, next) => {
        const value = next();
        const large = field.type === 'LONGLONG' && typeof value === 'string';
        return large ? BigInt(value) : value;
      },
    });
    // A connection may break while nobody waits for it: the next statement will tell.
    connection.on('error', () => {});
    // The driver's promise would keep the connection for itself if the server refuses, and
    // leave it open.
    const connected = new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    );
    await connected.catch((error) => {
      connection.destroy();
      throw error;
    });
    this.#connection = connection.promise();
  }

  protected override async run(statement: Statement): Promise<Row[]> {
    // execute, not query: the server gets text and values apart. (With query, the driver
    // would paste the values into the text, escaped.)
    const text = statement.text(() => '?');
    const result = await this.#connection?.execute(text, [...statement.values]);
    return Array.isArray(result?.[0]) ? (result[0] as Row[]) : [];
  }

  protected override async shut(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end();
  }
}
