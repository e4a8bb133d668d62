/** In which order the wall is, for tiles that an event brings: where they belong among those that are there. */
import type { JobView, SortBy, WallOrder } from './generated/contract';
import { lengthOf } from './media';

export const NEWEST: WallOrder = { by: 'date', up: false };

/** All orders, in the order in which they are offered. */
export const ORDERS: readonly WallOrder[] = (['date', 'cost', 'length', 'rating'] satisfies SortBy[]).flatMap((by) => [
  { by, up: false },
  { by, up: true },
]);

export type OrderName = `${SortBy}_${'up' | 'down'}`;

export function orderName(order: WallOrder): OrderName {
  return `${order.by}_${order.up ? 'up' : 'down'}`;
}

export function sameOrder(a: WallOrder, b: WallOrder): boolean {
  return a.by === b.by && a.up === b.up;
}

/** What a tile is sorted by; null: it is not known, and comes last. */
function keyOf(job: JobView, by: SortBy): number | null {
  switch (by) {
    case 'date':
      return job.created_at;
    case 'cost':
      return job.cost.kind === 'known' ? job.cost.money.micros : job.cost.kind === 'unknown' ? null : 0;
    case 'length': {
      const length = lengthOf(job);
      return length === null ? null : Math.round(length * 10);
    }
    case 'rating':
      return job.rating === 0 ? null : job.rating;
  }
}

/** Below zero: `a` comes before `b`. */
export function compare(a: JobView, b: JobView, order: WallOrder): number {
  const [left, right] = [keyOf(a, order.by), keyOf(b, order.by)];
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1;
    return order.up ? a.created_at - b.created_at : b.created_at - a.created_at;
  }
  const apart = left - right || a.created_at - b.created_at;
  return order.up ? apart : -apart;
}
