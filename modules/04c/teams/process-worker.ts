/** What each process of a team runs: it waits for jobs until its parent hangs up. */
const [url = '', name = ''] = process.argv.slice(2);
const work = (await import(url))[name];

process.on('message', async ({ job }: { job: unknown }) => {
  process.send?.({ result: await work(job) });
});
process.send?.('ready');
