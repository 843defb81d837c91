import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { BenchOptions } from './bench.ts';

export interface Options extends BenchOptions {
  /** Names of the parts to run; null: all. */
  readonly only: readonly string[] | null;
}

const list = z.string().transform((text) => text.split(','));
const counts = list.transform((texts) => texts.map(Number)).pipe(z.array(z.int().min(1)));

/** Reads `--only http,hot`, `--connections 64` and `--members 5000`. Throws, saying what is allowed, for anything else. */
export function readOptions(args: readonly string[], parts: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      connections: { type: 'string', default: '16,64,256' },
      members: { type: 'string', default: '20000' },
    },
  });
  const parsed = z
    .object({
      only: list.refine((names) => names.every((name) => parts.includes(name)), parts.join(', ')).optional(),
      connections: counts,
      members: z.coerce.number('a whole number').int().min(1),
    })
    .safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { only = null, ...rest } = parsed.data;
  return { only, ...rest };
}
