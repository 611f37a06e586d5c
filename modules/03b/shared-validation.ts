/**
 * Shared validation in the base — checked for every implementation, forgotten by none.
 *
 * In Python: often the abstract base has validate(), and each subclass is to call it in its
 * export(). One that does not call it exports unchecked data.
 * Here: the base has export() itself: it validates, then calls the abstract write(), which
 * is all that a subclass defines (the template method). Sharing code is what an abstract
 * class can do and an interface cannot.
 */
import { print } from '../core/print.ts';

// As often seen: the base offers the check.
abstract class BaseExporter {
  validate(rows: readonly unknown[]): void {
    if (rows.length === 0) throw new RangeError('No data to export');
  }
  abstract export(rows: readonly unknown[]): string;
}
class Careful extends BaseExporter {
  override export(rows: readonly unknown[]): string {
    this.validate(rows);
    return rows.join(',');
  }
}
class Forgetful extends BaseExporter {
  override export(rows: readonly unknown[]): string {
    return rows.join(',');
  }
}

// The base makes the check: no subclass gets past it. `protected` keeps write() out of the
// reach of callers.
abstract class Exporter {
  export(rows: readonly unknown[]): string {
    if (rows.length === 0) throw new RangeError('No data to export');
    return this.write(rows);
  }
  protected abstract write(rows: readonly unknown[]): string;
}
class CsvExporter extends Exporter {
  protected override write(rows: readonly unknown[]): string {
    return rows.join(',');
  }
}
class JsonExporter extends Exporter {
  protected override write(rows: readonly unknown[]): string {
    return JSON.stringify(rows);
  }
}

const exporters = [Careful, Forgetful, CsvExporter, JsonExporter];
for (const rows of [[1, 2, 3], []]) {
  print(`Exporting ${rows.length} rows`);
  for (const Class of exporters) {
    try {
      print(`  ${Class.name}: "${new Class().export(rows)}"`);
    } catch (error) {
      print(`  ${Class.name}: ${error}`);
    }
  }
}

// @ts-expect-error: 'write' is protected
const roundTheCheck = () => new CsvExporter().write([]);
print(`Refused by the compiler, though not at run time: "${roundTheCheck()}"`);

// Output:
// Exporting 3 rows
//   Careful: "1,2,3"
//   Forgetful: "1,2,3"
//   CsvExporter: "1,2,3"
//   JsonExporter: "[1,2,3]"
// Exporting 0 rows
//   Careful: RangeError: No data to export
//   Forgetful: ""
//   CsvExporter: RangeError: No data to export
//   JsonExporter: RangeError: No data to export
// Refused by the compiler, though not at run time: ""
