/**
 * A text without what a terminal would obey, or nobody would see: control characters of
 * both kinds, marks that turn the direction of a line, breaks, halves of characters. They
 * stand there by their numbers.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).padStart(2, '0')}}`;
  });
}
