/** Finds out what a program calls a thing that it makes at some place. */

/**
 * The variable, field or property that gets the new object, or the parameter of the array
 * pattern: `meet` of `const [lock, meet] = [new Lock(), new Barrier(2)]`.
 *
 * @param source the program's text.
 * @param place where its `new` stands; lines and columns begin at 1.
 * @param kind the class of the object: what is made inside of another one, such as a
 *   condition's own lock, is `changed.lock`.
 * @returns undefined for what goes straight into a call or a plain list.
 */
export function variableAt(
  source: string,
  { line, column }: { line: number; column: number },
  kind: string,
): string | undefined {
  const lines = source.split('\n');
  const own = lines[line - 1] ?? '';
  const before = [...lines.slice(0, line - 1), own.slice(0, column - 1)].join('\n');
  const [, made] = /^new (\w+)/.exec(own.slice(column - 1)) ?? [];
  const outer = before.replace(/\bnew \w+(<[^()]*>)?\($/, '');
  const name = assigned(outer) ?? inPattern(outer);
  const isInner = outer !== before || made !== kind;
  return name && isInner && /Lock$/.test(kind) ? `${name}.lock` : name;
}

/** `const meet = `, `this.changed = `, `lock: ` */
function assigned(before: string): string | undefined {
  const [, variable, property] =
    /\b(\w+)(?:\s*:[\w\s|.<>[\]]+)?\s*=\s*$|[{,]\s*(\w+)\s*:\s*$/.exec(before) ?? [];
  return variable ?? property;
}

/** `const [one, two] = [new Event(), ` */
function inPattern(before: string): string | undefined {
  const [, names, values] = /\[([\w\s,]+)\]\s*=\s*\[([^;]*)$/.exec(before) ?? [];
  if (names === undefined || values === undefined) return undefined;
  // What is inside of brackets has commas of its own.
  const flat = values.replaceAll(/\((?:[^()]|\([^()]*\))*\)|\{[^{}]*\}/g, '');
  const isDirect = !/[([{]/.test(flat);
  return isDirect ? names.split(',')[flat.split(',').length - 1]?.trim() : undefined;
}
