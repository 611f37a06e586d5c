/** What stands in the place of those parts of VitePress's theme that the book has no use for. */
export default () => null;
