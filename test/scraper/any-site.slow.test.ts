import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markupOf } from '../../modules/05/scraper/charset.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { readPage } from '../../modules/05/scraper/read-page.ts';
import { parseField } from '../../modules/05/scraper/select-fields.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { scrapeHere, start, temporaryFolder } from './helpers.ts';

/** As from a server that says UTF-8: then the markup is parsed byte by byte. */
function select(text: string, records: string, ...fields: string[]) {
  const wanted = { select: { records, fields: fields.map(parseField) } };
  const page = markupOf(Buffer.from(text), 'text/html; charset=utf-8');
  return readPage(page, wanted, 'http://a/b/c').records;
}

test('records by selectors: text, attributes, lists, and what is not there', () => {
  const html = `<ul><li id="one"><h3> A &amp; <b>B</b> </h3><a href="x?a=1&amp;b=2">l</a>
    <i class=tag>1</i><i class=tag>2</i></li><li><h3>C</h3></li></ul><li><h3>D`;
  const fields = ['name=h3', 'link=a@href', 'tags[]=.tag', 'id=@id', 'all='];
  const [one, two, ...more] = select(html, 'ul > li', ...fields);
  const { all, ...rest } = one ?? {};
  assert.equal(rest, {
    name: 'A & B',
    link: 'http://a/b/x?a=1&b=2',
    tags: ['1', '2'],
    id: 'one',
  });
  assert.match(String(all), /^A & B\s+l\s+1/);
  assert.equal(two, { name: 'C', link: '', tags: [], id: '', all: 'C' });
  assert.is(more.length, 0);
});

test('links in records stand on the base of the page', () => {
  const html = '<base href="/z/"><p><a href="x">l</a></p>';
  assert.equal(select(html, 'p', 'link=a@href'), [{ link: 'http://a/z/x' }]);
});

test('selectors may be lists, and fields may have any name', () => {
  const html = '<p>1</p><b>2</b><u>3</u>';
  const records = select(html, 'p, b', '__proto__=');
  assert.equal(records.map(Object.entries), [[['__proto__', '1']], [['__proto__', '2']]]);
});

test('selectors see what browsers make of a page', () => {
  const all = (html: string) => select(html, '.p', 'all=').map((record) => record.all);
  // What is not closed ends with what is around it.
  const cells =
    '<table><tr class=p><td><font color=red>A<td>1<tr class=p><td><font>B<td>2</table>';
  assert.equal(all(cells), ['A1', 'B2']);
  assert.equal(all('<ul><li class=p><b>A</b> <i>x<li class=p><b>B</b></ul>'), [
    'A x',
    'B',
  ]);
  assert.equal(all('<ul><li class=p><div>A<li class=p><div>B</ul>'), ['A', 'B']);
  assert.equal(all('<a class=p>A<a class=p>B'), ['A', 'B']);
  // What is to become of a page later is none of it; without scripts, a noscript is.
  const template = '<template><p class=p>{{ name }}</p></template><p class=p>A';
  assert.equal(all(template), ['A']);
  assert.equal(all('<noscript><p class=p>A</p></noscript>'), ['A']);
  const table = '<table><tr><td>A</table>';
  assert.equal(select(table, 'table > tbody > tr > td', 'all='), [{ all: 'A' }]);
});

test('selectors and fields see the text of the page, however it is written', () => {
  const html = `<p class="größe" title="&Auml; &amp; &quot;B&quot;">5 €
    <a href="?a=1&amp;b=2">AT&am<b>p;</b></a><script>"&quot;"</script></p>`;
  const fields = ['a=[href="?a=1&b=2"]', 'script=script', 'title=@title'];
  const wanted = { a: 'AT&am' + 'p;', script: '"&quot;"', title: 'Ä & "B"' };
  for (const records of ['.größe', '[title=\'Ä & "B"\']', 'p:contains("5 €")']) {
    assert.equal(select(html, records, ...fields), [wanted], records);
  }
});

test('a comment may end in --!>, and what looks like one in a script is none', () => {
  for (const [html, ...found] of [
    ['<!-- a --!><p>1</p><!-- <p>2</p> --><p>3</p>', '1', '3'],
    ['<!--><p>1</p><!-- --!><p>2</p>', '1', '2'],
    ['<!--!><p>1</p><!-- --><p>2</p><!-- --!>', '2'],
    ['<script>if (a --!> b);</script><p>1</p><!--', '1'],
  ] as const) {
    assert.equal(
      select(html, 'p', 'text=').map(({ text }) => text),
      found,
    );
  }
  assert.is(select('<script>a --!> b</script>', 'script', 'a=')[0]?.a, 'a --!> b');
});

test('what is no markup in a browser is none here', () => {
  const quote = (text: string) => `<p class="quote"><b class="text">${text}</b></p>`;
  const next = (url: string) => `<li class="next"><a href="${url}">n</a></li>`;
  const inside = quote('no') + next('/no');
  const html = ['iframe', 'noframes', 'noembed']
    .map((name) => `<${name}>${inside}</${name}>`)
    .join(quote('yes'));
  const { records, next: link } = readPage({ html: html + next('/yes') });
  assert.equal(
    records.map(({ text }) => text),
    ['yes', 'yes'],
  );
  assert.is(link, '/yes');
  assert.is(select(html, '.quote', 'text=b').length, 2);
});

test('forty thousand links take eight times what five thousand take, and not sixty-four', () => {
  const time = (count: number) => {
    const html = '<a href="/x">l</a>'.repeat(count);
    const start = performance.now();
    assert.is(select(html, 'a', 'link=@href').length, count);
    return performance.now() - start;
  };
  time(5_000);
  const few = Math.max(time(5_000), time(5_000));
  const many = Math.min(time(40_000), time(40_000), time(40_000));
  assert.ok(many < 32 * few, `${few} and ${many} ms`);
});

test('a field has a name of its own', () => {
  const fields = (...names: string[]) =>
    names.flatMap((name) => ['--field', `${name}=b`]);
  for (const [names, why] of [
    [['a', 'b', 'a'], /'a' is given twice/],
    [['page'], /'page' is the page's URL/],
  ] as const) {
    assert.throws(() => readOptions(['--select', 'p', ...fields(...names)]), why);
  }
});

test('the program: CSV with the columns that were asked for', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const out = folder.file('x.csv');
  const fields = ['--field', 'who=.author', '--field', 'link=a@href'];
  const args = ['--pages', '1', '--select', '.quote', ...fields, '--out', out];
  assert.ok(await scrapeHere(site, ...args));
  const lines = readFileSync(out, 'utf8').split('\r\n');
  assert.is(lines[0], 'who,link,page');
  assert.is(lines.length, 12);
  assert.match(lines[1] ?? '', /^[\w .]+,http:\S+,http:\S+\/page\/1\/$/);
});

test('no record at all: said, and exit code 1', async () => {
  await using site = await startSite();
  const args = [
    '--url',
    site.origin,
    '--pages',
    '2',
    '--select',
    '.no',
    '--field',
    'a=b',
  ];
  const program = start('scraper', [...args, '--delay', '0']);
  assert.is(await program.ended, 1);
  assert.match(program.stdout, 'Pages: 2, records: 0');
  assert.is(program.stderr, 'No page gave a record\n');
});

test.run();
