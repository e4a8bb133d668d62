/** Whose words stand in some trouble. Pure. */
import type { ErrorCode, ErrorView } from './generated/contract';

/** No server had a word in these: what they say came of the network on this side, in English. */
const OURS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['unreachable', 'connection_broke', 'tls', 'proxy', 'timeout', 'address_refused', 'internal']);

/** What the server said; `null`: nothing, or it was not the server. */
export function serversWords(error: ErrorView | null): string | null {
  return error === null || OURS.has(error.code) || error.message === '' ? null : error.message;
}
