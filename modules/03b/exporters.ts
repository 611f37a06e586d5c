/**
 * Exporters — one function that can use any object that keeps the contract.
 *
 * In Python: an abstract base class (ABC) with @abstractmethod states what every exporter
 * must have; Python checks it when an object is created.
 * Here: an interface states it, and the compiler checks it before anything runs. The
 * interface itself leaves no trace at run time, and a class need not even name it: having
 * the right methods is enough (structural typing). `implements` is worth writing all the
 * same: it moves the error to the class that breaks the contract.
 */
import { print } from '../core/print.ts';

interface DataExporter {
  export(data: unknown): void;
}

class CsvExporter implements DataExporter {
  export(data: unknown): void {
    print('Exporting data to CSV:', data);
  }
}

class JsonExporter implements DataExporter {
  export(data: unknown): void {
    print('Exporting data to JSON:', data);
  }
}

// It knows the contract and no class: a new exporter needs no change here.
function runExport(exporter: DataExporter, data: unknown): void {
  exporter.export(data);
}

runExport(new CsvExporter(), [1, 2, 3]);
runExport(new JsonExporter(), { a: 1, b: 2 });

// No class at all, but the right shape: it is an exporter too.
runExport(
  { export: (data) => print(`Counting rows: ${Object.keys(Object(data)).length}`) },
  [7, 8],
);

// And what lacks the method is refused while it is being written: were the call to compile,
// `npm run typecheck` would fail. Only a program that was never checked gets as far as this.
try {
  // @ts-expect-error: 'print' is not 'export'
  runExport({ print: () => {} }, [9]);
} catch (error) {
  print(`Never checked: ${error instanceof TypeError ? 'TypeError' : error}`);
}

// Output:
// Exporting data to CSV: [1, 2, 3]
// Exporting data to JSON: {a: 1, b: 2}
// Counting rows: 2
// Never checked: TypeError
