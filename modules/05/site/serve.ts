/**
 * Runs the practice site until Ctrl-C, and prints each request.
 *
 *   npx tsx modules/05/site/serve.ts --port 8000
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { print, writeLine } from '../../core/print.ts';
import { type Fault, type LogEntry, type SiteOptions, startSite } from './site.ts';

const help = `Usage: npx tsx modules/05/site/serve.ts [options]

  --port N                where to listen on 127.0.0.1 (default: 8000; 0 for any)
  --delay SECONDS         how long each answer takes (default: 0)
  --pages N               how many pages of quotations there are (default: 10)
  --robots TEXT           what robots.txt says; \\n starts a new line
  --fault 'PATH {JSON}'   what is wrong with a page, or with * for all; may be repeated:
                            --fault '/page/3/ {"status": 503, "retryAfter": 2, "times": 1}'
                            --fault '/page/4/ {"reset": "body"}'
                          all faults are listed in modules/05/site/faults.ts
  --quiet                 print no requests
  --help                  show this`;

try {
  await main();
} catch (error) {
  writeLine(2, (error as Error).message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8000' },
      delay: { type: 'string', default: '0' },
      pages: { type: 'string', default: '10' },
      robots: { type: 'string' },
      fault: { type: 'string', multiple: true, default: [] },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(help);

  const options: SiteOptions = {
    port: numberOption('port', values.port),
    delay: numberOption('delay', values.delay) * 1000,
    pages: numberOption('pages', values.pages),
    faults: Object.fromEntries(values.fault.map(parseFault)),
    ...(values.robots && { robots: values.robots.replaceAll('\\n', '\n') }),
    ...(!values.quiet && { onRequest: printRequest }),
  };
  await using site = await startSite(options);
  print(`Quotes to practise on: ${site.origin}/ (Ctrl-C ends it)`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function numberOption(name: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a number, received '${text}'`);
}

function parseFault(text: string): [path: string, fault: Fault] {
  const [, path = '', json = ''] = /^(\S+) (\{.*\})$/.exec(text) ?? [];
  if (path) return [path, JSON.parse(json)];
  throw new Error(`--fault takes a path and JSON, '/page/3/ {"status": 503}'`);
}

function printRequest({ at, path, connection, inFlight }: LogEntry): void {
  const time = `${(at / 1000).toFixed(3)} s`;
  print(`${time.padStart(10)}  connection ${connection}, ${inFlight} in flight  ${path}`);
}
