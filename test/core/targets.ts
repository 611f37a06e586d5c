/** Functions that their module exports, but not by their own name. */
function oldName(): void {}

export { oldName as newName };

export default function onlyDefault(): void {}

export function exported(): void {}
