import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeHtml } from '../../modules/05/scraper/charset.ts';
import { prescan } from '../../modules/05/scraper/prescan.ts';

const http = (label: string) =>
  `<meta http-equiv="Content-Type" content="text/html; charset=${label}">`;
const script = `<script>${'x'.repeat(1500)}</script>`;

// [what a page starts with, the encoding that it names]: the HTML standard's prescan.
for (const [page, expected] of [
  ['', undefined],
  ['<meta charset=koi8-r>', 'koi8-r'],
  ['<META CharSet = "KOI8-R" >', 'koi8-r'],
  ["<meta/charset='koi8-r'/>", 'koi8-r'],
  ['<meta x="<meta charset=big5>" charset=koi8-r>', 'koi8-r'],
  ['<meta charset=koi8-r charset=big5>', 'koi8-r'],
  ['<meta charset=klingon><meta charset=koi8-r>', 'koi8-r'],
  ['<meta charset=utf-16><meta charset=koi8-r>', 'utf-8'],
  ['<meta charset=x-user-defined>', 'windows-1252'],
  ['<meta charset=latin1>', 'windows-1252'],
  ['<metas charset=koi8-r>', undefined],
  ['<meta charset=koi8-r', undefined],
  ['<meta charset="koi8-r>', undefined],
  [http('koi8-r'), 'koi8-r'],
  ['<meta content="text/html; charset=koi8-r" http-equiv=content-type>', 'koi8-r'],
  ['<meta http-equiv=content-type content="charset; charset = \'koi8-r\'">', 'koi8-r'],
  ['<meta name=description content="charset=koi8-r">', undefined],
  ['<meta http-equiv=refresh content="charset=koi8-r">', undefined],
  ['<!-- <meta charset=big5> --><meta charset=koi8-r>', 'koi8-r'],
  ['<!-- > <meta charset=big5> --><meta charset=koi8-r>', 'koi8-r'],
  ['<!--><meta charset=koi8-r>-->', 'koi8-r'],
  ['<!-- <meta charset=koi8-r>', undefined],
  ['<script charset=big5></script><meta charset=koi8-r>', 'koi8-r'],
  ['<a title="<meta charset=big5>"><meta charset=koi8-r>', 'koi8-r'],
  ['</a title="<meta charset=big5>"><meta charset=koi8-r>', 'koi8-r'],
  ['<?x <meta charset=big5><meta charset=koi8-r>', 'koi8-r'],
  ['<3 <meta charset=koi8-r>', 'koi8-r'],
  // A script is no text to the prescan, but it is one behind the first 1024 bytes.
  ['<script>"<meta charset=koi8-r>"</script><meta charset=big5>', 'koi8-r'],
  [`${script}<script>"<meta charset=koi8-r>"</script><meta charset=big5>`, 'big5'],
  [`${script}<title><meta charset=koi8-r></TITLE ><meta charset=big5>`, 'big5'],
  [`${script}<!-- <meta charset=koi8-r> --><meta charset=big5>`, 'big5'],
  [`<style>${'x'.repeat(1010)}</style>${http('shift_jis')}`, 'shift_jis'],
  ['<?xml version="1.0" encoding="koi8-r"?>', 'koi8-r'],
  ['<?xml encoding="koi8-r"?><meta charset=big5>', 'big5'],
  ['<?xml encoding="utf-16"?>', 'utf-8'],
  ['<?xml encoding?> encoding="koi8-r"', undefined],
  [' <?xml encoding="koi8-r"?>', undefined],
  ['<\0?\0x\0', 'utf-16le'],
  ['\0<\0?\0x', 'utf-16be'],
] as const) {
  const start = page.length > 60 ? `…${page.slice(-60)}` : page;
  test(`${JSON.stringify(start)}: ${expected}`, () => {
    assert.is(prescan(page), expected);
  });
}

test('what the server says comes before what the page says, if there is such a thing', () => {
  const page = Buffer.from('<meta charset=koi8-r>\xcf', 'latin1');
  assert.match(decodeHtml(page, 'text/html; charset=windows-1251'), 'П');
  assert.match(decodeHtml(page, 'text/html; charset="windows-1251"'), 'П');
  for (const type of ['text/html', 'text/html; charset=klingon', 'text/html; charset=']) {
    assert.match(decodeHtml(page, type), 'о');
  }
});

test('no page and no header makes it slow', () => {
  const size = 1_000_000;
  const pieces = [
    '<meta',
    '<meta ',
    '<!--',
    '<!',
    '<script>',
    'charset',
    '<a b',
    '<',
    '="',
  ];
  const start = performance.now();
  for (const piece of pieces) {
    prescan(piece.repeat(size / piece.length));
    prescan(`<?xml ${piece.repeat(size / piece.length)}`);
    decodeHtml(Buffer.alloc(0), `charset${' '.repeat(size)}${piece.repeat(size)}`);
  }
  // Half a second on a slow machine; hours if it took the square of that.
  assert.ok(performance.now() - start < 20_000);
});

test.run();
