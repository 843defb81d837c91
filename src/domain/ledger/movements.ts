import type { Uuid } from '../values/identity.ts';
import type { Share } from './lot.ts';
import type { LotMovement } from './transaction.ts';

/** Points that could be spent leave their lot. */
export function leaving({ lotId, points }: Share): LotMovement {
  return { lotId, remaining: -points, held: 0 };
}

/** Points return to their lot and can be spent again. */
export function returning({ lotId, points }: Share): LotMovement {
  return { lotId, remaining: points, held: 0 };
}

/** Points that could be spent are held from now on. */
export function holding({ lotId, points }: Share): LotMovement {
  return { lotId, remaining: -points, held: points };
}

/** Held points leave their lot. */
export function unheld({ lotId, points }: Share): LotMovement {
  return { lotId, remaining: 0, held: -points };
}

/** One movement for each lot, in the order in which they first appear; none that moves nothing. */
export function summed(movements: readonly LotMovement[]): readonly LotMovement[] {
  const sums = new Map<Uuid, LotMovement>();
  for (const { lotId, remaining, held } of movements) {
    const before = sums.get(lotId);
    sums.set(lotId, {
      lotId,
      remaining: (before?.remaining ?? 0) + remaining,
      held: (before?.held ?? 0) + held,
    });
  }
  return [...sums.values()].filter(({ remaining, held }) => remaining !== 0 || held !== 0);
}
