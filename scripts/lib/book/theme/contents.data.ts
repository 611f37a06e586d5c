/** The table of contents, which VitePress puts into the theme when it builds the book. */
import { type Contents, contents } from '../contents.ts';

declare const data: Contents;

export { data };

export default { load: contents };
