import { show } from '../../core/print.ts';

/** What was thrown, as the reason for a failure: it need not be an error, nor say anything. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    return String(thrown.message) || thrown.constructor.name || 'Error';
  }
  return typeof thrown === 'string' && thrown !== '' ? thrown : show(thrown);
}
