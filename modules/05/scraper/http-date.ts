/** Dates in HTTP headers: RFC 9110, 5.6.7. */

/** `06 Nov 1994 08:49:37`, and as it once was, `06-Nov-94 08:49:37`; all of them in GMT. */
const DATE = /(\d\d?)[ -]([a-z]{3})[ -](\d{4}|\d\d) (\d\d:\d\d:\d\d)/gi;

/** The third form, `Nov  6 08:49:37 1994`, which Date.parse takes for local time. */
const ASCTIME = /([a-z]{3}) +(\d\d?) (\d\d:\d\d:\d\d) (\d{4})/gi;

/**
 * The dates in a header, in ms since 1970, whatever day of the week they claim to be.
 *
 * @param now what a year of two digits is read by: it is 50 years ahead at most.
 */
export function httpDates(header: string, now = Date.now()): number[] {
  const dates = header.replace(ASCTIME, '$2 $1 $4 $3').matchAll(DATE);
  return [...dates]
    .map(([, day, month, year = '', time]) =>
      Date.parse(`${day} ${month} ${fullYear(year, now)} ${time} GMT`),
    )
    .filter((date) => !Number.isNaN(date));
}

function fullYear(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
