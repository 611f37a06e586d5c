/** How a command of a README is run in the test. */
export interface How {
  commands: RegExp;
  /** Why it is not run. */
  skipped?: string;
  /** It ends with 1 instead of 0, and prints this: after a crash it would not. */
  fails?: RegExp;
  /**
   * It runs until it is stopped, so that what comes after it in the README finds it there;
   * this is what it prints when it is ready.
   */
  serves?: RegExp;
}

/** All commands that the READMEs may name. A new kind of command needs a line here. */
const hows: How[] = [
  { commands: /^npm (ci|install)\b/, skipped: 'it fetches packages' },
  { commands: /^(sudo )?apt-get install /, skipped: 'it installs a system package' },
  {
    commands: /^npm (test( -- --slow)?|run test:\w+( -- --update)?)$/,
    skipped: 'it is a test of its own',
  },
  { commands: /^npx tsx scripts\/portable\.ts/, skipped: 'it is a test of its own' },
  { commands: /^npm run book\b/, skipped: 'it is tested by test/book.ts' },
  { commands: /^npm run (-s )?bench\b/, skipped: 'it measures for minutes' },
  { commands: /^npx tsx scripts\/bench\//, skipped: 'it measures for a minute' },
  { commands: /^node --cpu-prof$/, skipped: 'it is the name of an option' },
  { commands: /^npm start\b/ },
  { commands: /^npm test \w/ },
  { commands: /^npx tsx scripts\/(copy|explore|run|timeline)\.ts / },
  { commands: /^npx tsx scripts\/check\.ts --list$/ },
  // The exercise is not solved yet, neither by the class.
  { commands: /^npx tsx scripts\/check\.ts \S+$/, fails: /^✗ | solved$/m },
  {
    commands: /^npx tsx scripts\/check\.ts class\/\S+ --as \S+$/,
    fails: / have solved it$/m,
  },
  { commands: /^npx tsx test\/engine\/redis\.ts$/, skipped: 'it is a test of its own' },
  { commands: /^npx tsx test\/(\S+\.test|mutants)\.ts( |$)/ },
  { commands: /^npx tsx modules\/05\/site\/serve\.ts /, serves: /http:/ },
  { commands: /^redis-server --port \d+$/, serves: /Ready to accept connections/ },
  {
    commands:
      /^REDIS_URL=\S+ npx tsx modules\/06\/engine\/worker\.ts modules\/06\/distributed-primes\.ts$/,
    serves: /queue/,
  },
  { commands: /^([A-Z_]+=\S+ )*npx tsx modules\/\w+\/[\w-]+\.ts( |$)/ },
  { commands: /^(deno run -A|bun) modules\/\w+\/[\w-]+\.ts$/ },
  { commands: /^node --version$/ },
];

export function howToRun(command: string): How | undefined {
  return hows.find(({ commands }) => commands.test(command));
}
