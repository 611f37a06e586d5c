/** What the core's files declare, read from the declarations that the compiler writes. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CacheFolder } from '../cache-folder.ts';
import { root } from '../lessons.ts';
import { runProgram } from '../program.ts';
import { save, UsageError } from '../usage.ts';

/** Something that has a name, and what is said of it. */
export interface Declaration {
  name: string;
  kind: 'class' | 'interface' | 'type' | 'function' | 'const' | 'member';
  /** As the compiler writes it; of a class, its first line. Several where it is overloaded. */
  signatures: string[];
  /** The comment above it, without its stars; empty for none. */
  comment: string;
  /** Of a class or an interface, its own and those that it inherits. */
  members: Declaration[];
  /** What it extends. */
  base: string | undefined;
}

/** A file: what it declares, and where the other names in it come from. */
interface Declared {
  exported: Declaration[];
  local: Declaration[];
  /** The files that names are imported from. */
  imports: Map<string, string>;
}

/** How long the compiler may take, in milliseconds. */
const LIMIT = 120_000;

/** The public declarations of files, with what they inherit; private things are left out. */
export class Declarations implements Disposable {
  readonly #folder = new CacheFolder('declarations');
  readonly #files = new Map<string, Declared>();

  /** @throws {UsageError} when the project does not compile. */
  static async of(): Promise<Declarations> {
    const declarations = new Declarations();
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { path } = declarations.#folder;
    const project = join(path, 'tsconfig.json');
    await save(project, JSON.stringify(projectInto(path)));
    const command = [process.execPath, tsc, '-p', project];
    const { problem, stdout } = await runProgram(command, { limit: LIMIT });
    if (problem) throw new UsageError(`The project does not compile:\n${stdout}`);
    return declarations;
  }

  /** @param file from the project's root: `modules/core/lock.ts`. */
  exportsOf(file: string): Declaration[] {
    return this.#read(file).exported.map((each) => this.#whole(each, file));
  }

  /** The types that signatures of a file name and other files of the core declare. */
  typesUsedIn(file: string): Declaration[] {
    const { exported, imports } = this.#read(file);
    const text = exported
      .flatMap((each) => [each, ...this.#whole(each, file).members])
      .flatMap(({ signatures }) => signatures)
      .join('\n');
    const names = [...imports.keys()].filter((name) =>
      new RegExp(`\\b${name}\\b`).test(text),
    );
    return names.flatMap((name) => {
      const found = this.#find(name, file);
      const isType = found && ['interface', 'type'].includes(found.declaration.kind);
      const isPublic = found && !found.file.includes('/internal/');
      return isType && !isPublic ? [this.#whole(found.declaration, found.file)] : [];
    });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }

  /** With the members that it inherits, as far as they are not its own. */
  #whole(declaration: Declaration, file: string): Declaration {
    const base = declaration.base && this.#find(declaration.base, file);
    if (!base) return declaration;
    const inherited = this.#whole(base.declaration, base.file).members;
    const own = declaration.members.map((member) => {
      const above = inherited.find(({ name }) => name === member.name);
      return member.comment || !above ? member : { ...member, comment: above.comment };
    });
    const more = inherited.filter(
      ({ name }) => !own.some((member) => member.name === name),
    );
    const isFirst = ({ name }: Declaration) => Number(name === 'constructor');
    const members = [...own, ...more].sort((a, b) => isFirst(b) - isFirst(a));
    // What nobody can import tells a reader nothing.
    const signatures = declaration.signatures.map((signature) =>
      base.file.includes('/internal/')
        ? signature.replace(/ extends [^{]*$/, '')
        : signature,
    );
    return { ...declaration, signatures, members };
  }

  #find(
    name: string,
    file: string,
  ): { declaration: Declaration; file: string } | undefined {
    const { exported, local, imports } = this.#read(file);
    const declaration = [...exported, ...local].find((each) => each.name === name);
    if (declaration) return { declaration, file };
    const from = imports.get(name);
    return from ? this.#find(name, from) : undefined;
  }

  #read(file: string): Declared {
    const known = this.#files.get(file);
    if (known) return known;
    const path = join(this.#folder.path, file.replace(/\.ts$/, '.d.ts'));
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const declared = readDeclarations(text, file);
    this.#files.set(file, declared);
    return declared;
  }
}

/** What tells the compiler to write declarations of the core, without what is private. */
function projectInto(outDir: string) {
  return {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: root,
      outDir,
    },
    include: [join(root, 'modules/core/*.ts')],
  };
}

/** Reads a file that the compiler has written. */
export function readDeclarations(text: string, file: string): Declared {
  const declared: Declared = { exported: [], local: [], imports: new Map() };
  for (const { comment, code } of statements(text)) {
    const [, names = '', from = ''] =
      /^(?:import|export)(?: type)? \{([^}]*)\} from '(\.[^']+)'/.exec(code) ?? [];
    for (const name of names
      .split(',')
      .map((each) => each.replace(/^ *type /, '').trim())) {
      if (name) declared.imports.set(name, relative('.', join(dirname(file), from)));
    }
    const declaration = declarationOf(code, comment);
    if (!declaration) continue;
    const list = code.startsWith('export') ? declared.exported : declared.local;
    add(list, declaration);
  }
  return declared;
}

/** Declarations of one name, one after the other, are one that is overloaded. */
function add(list: Declaration[], declaration: Declaration): void {
  const before = list.find(({ name }) => name === declaration.name);
  if (!before) list.push(declaration);
  else before.signatures.push(...declaration.signatures);
}

const DECLARATION =
  /^(?:export )?(?:declare )?(?:abstract )?(class|interface|type|function|const) (\w+)/;

function declarationOf(code: string, comment: string): Declaration | undefined {
  const [, kind, name = ''] = DECLARATION.exec(code) ?? [];
  if (!kind) return undefined;
  const isBody = kind === 'class' || kind === 'interface';
  const head = isBody ? code.slice(0, code.search(/\{$/m)).trim() : code;
  const body = isBody ? code.slice(code.search(/\{$/m) + 1, code.lastIndexOf('}')) : '';
  const members: Declaration[] = [];
  for (const statement of statements(body.replaceAll(/^ {4}/gm, ''))) {
    const member = memberOf(statement.code, statement.comment);
    if (member) add(members, member);
  }
  return {
    name,
    kind: kind as Declaration['kind'],
    signatures: [head.replace(/^export (declare )?/, '').replace(/;$/, '')],
    comment,
    members,
    base: /\bextends (\w+)/.exec(head)?.[1],
  };
}

function memberOf(code: string, comment: string): Declaration | undefined {
  if (/^(private|protected|#)/.test(code)) return undefined;
  const signature = code.replace(/;$/, '');
  const plain = signature.replace(/^((static|readonly|abstract|get|set|declare) )*/, '');
  const [name] = /^(\w+|\[[\w.]+\])/.exec(plain) ?? [];
  if (!name) return undefined;
  return {
    name,
    kind: 'member',
    signatures: [signature],
    comment,
    members: [],
    base: undefined,
  };
}

/** The statements of a text that is indented as the compiler does it, with their comments. */
function statements(text: string): { comment: string; code: string }[] {
  const found: { comment: string; code: string }[] = [];
  let [comment, code] = ['', ''];
  let inComment = false;
  for (const line of text.split('\n')) {
    if (!code && line.startsWith('/**')) {
      comment = '';
      inComment = true;
    }
    if (inComment) {
      comment += `${line.replace(/^\/\*\* ?|^ \*(?!\/) ?/, '').replace(/ ?\*\/$/, '')}\n`;
      inComment = !line.endsWith('*/');
      continue;
    }
    if (!code && !line.trim()) continue;
    code += `${code && '\n'}${line}`;
    // It goes on as long as lines are indented, or a bracket is open.
    if (!/[;}]$/.test(line) || /^ /.test(line)) continue;
    found.push({ comment: comment.trim(), code });
    [comment, code] = ['', ''];
  }
  return found;
}
