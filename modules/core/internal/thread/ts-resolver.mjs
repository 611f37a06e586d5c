// @ts-nocheck
/**
 * Finds the file that an import means, as TypeScript and tsx do: `./x.js` for `x.ts`, a name
 * without its extension, a folder, and the `paths` of a tsconfig. What is named in full
 * costs nothing more than a look whether it is there.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, isAbsolute, resolve as join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a name may stand for, in the order in which it is looked for. */
const MEANT = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.ts', '.jsx', '.js'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};
const IMPLIED = ['.ts', '.tsx', '.js', '.jsx', '.json'];
const OF_SCRIPTS = ['.js', '.jsx', '.json'];
/** As esbuild takes them. */
const OF_THE_CODE =
  /^(jsx|experimentalDecorators$|useDefineForClassFields$|target$|verbatimModuleSyntax$|alwaysStrict$)/;
const IN_PACKAGES = /\/node_modules\//;

/**
 * @param specifier what stands in the import.
 * @param importer the URL of the module that has it.
 * @param tsconfig the path of the program's tsconfig, if it has one.
 * @returns the URL of the file, with its query; undefined where Node knows it by itself.
 */
export function findFile(specifier, importer, tsconfig) {
  // As the core has them: to look whether they are there would cost each thread 10 ms.
  if (/^\..*\.[cm]?tsx?$/.test(specifier)) return undefined;
  // Packages are JavaScript, and name their files in full.
  if (!importer?.startsWith('file:') || IN_PACKAGES.test(importer)) return undefined;
  const isFile = /^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier);
  if (isFile) return found(new URL(specifier, importer), importer);
  if (!tsconfig || /^(node|data):|^#/.test(specifier) || isBuiltin(specifier)) return;
  for (const path of pathsFor(specifier, tsconfig)) {
    const file = found(pathToFileURL(path));
    if (file) return file;
  }
  return undefined;
}

/**
 * The file that Node looked for, and has not found, where a package, its `exports` or an
 * import of `#…` name it as files do, without an ending or with that of what it is
 * compiled to.
 *
 * @param error what Node said.
 * @param importer the URL of the module that wanted it.
 */
export function foundInstead(error, importer) {
  if (!importer?.startsWith('file:') || IN_PACKAGES.test(importer)) return undefined;
  // What is wrong with the `main` of a package is told in words only.
  const [, main = ''] =
    /^Cannot find package '(.*?)' imported/.exec(error?.message) ?? [];
  const url = error?.url ?? (isAbsolute(main) ? pathToFileURL(main).href : '');
  return url.startsWith('file:') ? found(new URL(url), importer) : undefined;
}

/** The file that a URL stands for, where it does not name one in full. */
export function found(url, importer = '') {
  const path = fileURLToPath(url);
  const [, stem, extension] = /^(.*?)(\.[cm]?jsx?)?$/s.exec(path);
  const meant = MEANT[extension]?.map((each) => stem + each) ?? [];
  // JavaScript means JavaScript, as long as it is there: it may be what has been compiled.
  const isScript = /\.[cm]?jsx?([?#]|$)/.test(importer);
  const named = isScript ? [path, ...meant] : [...meant, path];
  const implied = (endings) => [
    ...endings.map((each) => path + each),
    ...endings.map((each) => join(path, `index${each}`)),
  ];
  const unnamed = [...(isScript ? implied(OF_SCRIPTS) : []), ...implied(IMPLIED)];
  const file = [...named, ...unnamed].find(isFileAt);
  return file && pathToFileURL(file).href + url.search + url.hash;
}

function isFileAt(path) {
  return existsSync(path) && statSync(path).isFile();
}

/** Whether the package that a file belongs to says that its files are ES modules. */
export function isModule(path) {
  const folder = dirname(path);
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return parse(manifest).type === 'module';
  return folder !== path && isModule(folder);
}

let config;

/** What a tsconfig says about the code that a compiler makes. */
export function compilerOptionsOf(tsconfig) {
  if (!tsconfig) return {};
  config ??= configOf(tsconfig);
  const wanted = Object.entries(config).filter(([key]) => OF_THE_CODE.test(key));
  return Object.fromEntries(wanted);
}

/** Where tsconfig's `paths` may have put it: the pattern that says the most counts. */
function pathsFor(specifier, tsconfig) {
  config ??= configOf(tsconfig);
  const { paths = {}, pathsBase, baseUrl } = config;
  const weight = (pattern) => pattern.split('*')[0].length + !pattern.includes('*');
  const [pattern] = Object.keys(paths)
    .filter((each) => partOf(specifier, each) !== undefined)
    .sort((a, b) => weight(b) - weight(a));
  const part = pattern && partOf(specifier, pattern);
  const places = pattern ? paths[pattern] : [];
  return [
    ...places.map((place) =>
      join(
        pathsBase,
        place.replace('*', () => part),
      ),
    ),
    ...(baseUrl ? [join(baseUrl, specifier)] : []),
  ];
}

/** What the star stands for. */
function partOf(specifier, pattern) {
  const [start, end] = pattern.split('*');
  if (end === undefined) return specifier === pattern ? '' : undefined;
  const isLonger = specifier.length >= start.length + end.length;
  return isLonger && specifier.startsWith(start) && specifier.endsWith(end)
    ? specifier.slice(start.length, specifier.length - end.length)
    : undefined;
}

/**
 * The compilerOptions of a tsconfig and of what it extends, with whole paths.
 *
 * @param configDir what `${configDir}` stands for: the folder of the one that the others
 *   are extended by.
 */
function configOf(file, configDir = dirname(file)) {
  const { extends: parents = [], compilerOptions = {} } = parse(file, configDir);
  const inherited = [parents]
    .flat()
    .map((parent) => configOf(configAt(parent, file), configDir));
  const config = Object.assign({}, ...inherited, compilerOptions);
  const home = dirname(file);
  const { baseUrl, paths } = compilerOptions;
  if (baseUrl !== undefined) config.baseUrl = join(home, baseUrl);
  if (paths) config.pathsBase = config.baseUrl ?? home;
  return config;
}

function configAt(name, from) {
  if (!name.startsWith('.')) {
    const require = createRequire(from);
    try {
      return require.resolve(name);
    } catch {
      return require.resolve(`${name}/tsconfig.json`);
    }
  }
  const path = join(dirname(from), name);
  return [path, `${path}.json`].find(isFileAt) ?? join(path, 'tsconfig.json');
}

/** JSON with comments, and commas before a closing bracket; a tsconfig may also be empty. */
function parse(file, configDir) {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const without = (pattern, from) =>
    from.replace(pattern, (each) => (each.startsWith('"') ? each : ''));
  const bare = without(/"(?:\\.|[^"\\])*"|\/\/.*|\/\*[\s\S]*?\*\//g, text);
  const json = without(/"(?:\\.|[^"\\])*"|,(?=\s*[\]}])/g, bare);
  const place = (_, value) =>
    typeof value === 'string' ? value.replace(/\$\{configDir\}/, () => configDir) : value;
  return JSON.parse(json.trim() || '{}', place);
}
