/** What `--help` prints. */
export const help = `Usage: npx tsx modules/05/scraper.ts [options] [URL ...]

Scrapes quotations: pages 1 to 10 of a practice site that it starts itself; of another
site with --url, such as https://quotes.toscrape.com; or just the URLs that are listed.

What to fetch
  --url URL          the site; /page/1/, /page/2/ … are put behind it
  --pages N          how many pages (default: 10)
  --input FILE       a list of URLs, one a line, # for comments; - is stdin
  --sitemap URL      the pages that a sitemap lists, in XML or one a line, an index of them,
                     or a robots.txt that names some; as often as you like
  --follow           go on along the Next links, within the site: those with rel=next, and
                     links that are, or stand in, an element of the class next
  --links SELECTOR   go on along these links, too: 'a.title'
  --max-pages N      end after so many pages (default: no limit; with --follow or --links
                     500 more than are given)
  --max-depth N      follow no more than so many links, one after another
  --max-time SECONDS begin with no page after so long (default: a day)

How to fetch it
  --concurrency N    requests in flight, in all (default: 8)
  --per-host N       requests in flight, to one host (default: 4)
  --delay SECONDS    between two requests to a host, and up to half as much again
                     (default: 0.1); robots.txt may ask for more
  --auto             slow down for a host that takes longer to answer, or answers that it
                     is too much, and speed up again; by itself, unless --delay is given
  --timeout SECONDS  for one request, from connecting to the last byte (default: 30); up to
                     20, or two thirds of it if that is more, until the headers come
  --retries N        tries after the first (default: 3)
  --max-wait SECONDS the longest that a host may ask to be left alone; one that asks for
                     more, or does not even connect, is given up (default: 300)
  --max-body MIB     the largest page, in MiB (default: 10)
  --user-agent TEXT  who asks, as told to the server; its name is looked up in robots.txt,
                     my-robot of 'my-robot/1.0' or 'Mozilla/5.0 (compatible; my-robot/1.0)'
  --cache DIR        keep what servers allow in DIR, from run to run: what still holds is not
                     asked for again, the rest only sent when it has changed
  --no-cookies       keep none; else what a host sets in a run is sent back to it
  --ignore-robots    fetch what robots.txt forbids, too
  --allow-private    let public pages lead to this machine and its private network

What to take from it (default: quotations)
  --select SELECTOR  what a record is: '.product'
  --field NAME=WHAT  what is kept of each, as often as you like: 'name=h3 a',
                     'link=h3 a@href' for an attribute, 'tags[]=.tag' for all of them
  --extractor FILE   a module that exports one function, from { url, html } to an array of
                     records of plain data; what it prints goes to stderr

What to do with it
  --out FILE         write the records to FILE.jsonl, .csv or .json; - writes JSON lines
                     to stdout, and everything else to stderr
  --resume           go on where the run that wrote FILE was stopped, or failed
  --csv-raw          CSV: also leave cells that a spreadsheet would run as they are
  --log FILE         add a line to FILE for each request, separated by tabs: the time, the
                     URL, the status or what went wrong, bytes, ms, which try it was
  --quiet            only failures and the summary
  --help             show this

One run at a time writes a FILE. Ctrl-C lets the requests in flight finish; a second one
ends it at once. The exit code is 0 if every page came in, at least one, and any gave a
record, 1 if not, 2 for options that make no sense, a list without URLs, and a FILE that
cannot be loaded, written or gone on with. A run that ended at a --max-… is whole if any
page came in; one that goes on with nothing left to do is, too.`;
