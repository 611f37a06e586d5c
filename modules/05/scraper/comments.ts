/** What htmlparser2 does not know: that `--!>` ends a comment, too. */

/**
 * The same page with all comments ended by `-->`.
 *
 * Source: HTML, 13.2.5.52, comment end bang state.
 */
export function endComments(html: string): string {
  if (!html.includes('--!>')) return html;
  let [text, done] = ['', 0];
  for (;;) {
    const start = html.indexOf('<!--', done);
    const end = /--!?>/g;
    // `<!-->` and `<!--->` are whole comments; of `<!--!>` that is only the beginning.
    end.lastIndex = start + (/^<!---?>/.test(html.slice(start, start + 6)) ? 2 : 4);
    const found = start < 0 ? null : end.exec(html);
    if (!found) return text + html.slice(done);
    text += `${html.slice(done, found.index)}-->`;
    done = end.lastIndex;
  }
}
