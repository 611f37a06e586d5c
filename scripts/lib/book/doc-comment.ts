/** The parts of a comment that documents something: what JSDoc's tags stand before. */
export interface DocComment {
  description: string;
  params: { name: string; text: string }[];
  returns: string;
  throws: string[];
  /** Programs, with their fences. */
  examples: string[];
}

export function readDocComment(comment: string): DocComment {
  const [description = '', ...tags] = comment.split(/^(?=@\w)/m);
  const doc: DocComment = {
    description: description.trim(),
    params: [],
    returns: '',
    throws: [],
    examples: [],
  };
  for (const tag of tags) {
    const [, name, rest = ''] = /^@(\w+)\s*([\s\S]*)$/.exec(tag.trim()) ?? [];
    const text = rest.trim();
    if (name === 'param') {
      const [, param = '', says = ''] = /^([\w.]+)\s*([\s\S]*)$/.exec(text) ?? [];
      doc.params.push({ name: param, text: says });
    }
    if (name === 'returns') doc.returns = text;
    if (name === 'throws') doc.throws.push(text.replace(/^\{(\w+)\}\s*/, '`$1` '));
    if (name === 'example') doc.examples.push(text);
  }
  return doc;
}
