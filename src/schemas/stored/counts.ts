import { z } from 'zod';

const counts = z.record(z.string(), z.int());

/** Numbers by words, as `import.rejected_by` holds them. */
export function readCounts(stored: unknown): Readonly<Record<string, number>> {
  return counts.parse(stored);
}
