import type { Row } from './part.ts';

type Cells = Partial<Record<(typeof COLUMNS)[number], number>>;

/** The CPU times are of one event, award, member or wake: all of it, then by process. */
export const COLUMNS = [
  'per second',
  'times (a)',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  'times (a) by CPU',
  'PostgreSQL',
  'Node',
  'Temporal',
  'load',
  'MB',
] as const;

/** A line of the printed table. `base` is what the ratios refer to, empty when it was not measured. */
export function cellsOf(measured: Row['measured'], base: Row['measured']): Cells {
  const { perSecond, p50Ms, p99Ms, cpuUs, megabytes } = measured;
  const cells: Record<(typeof COLUMNS)[number], number | undefined> = {
    'per second': perSecond,
    'times (a)': ratio(perSecond, base.perSecond),
    'p50 ms': p50Ms,
    'p99 ms': p99Ms,
    'CPU µs': cpuOf(measured),
    'times (a) by CPU': ratio(cpuOf(base), cpuOf(measured)),
    PostgreSQL: cpuUs?.PostgreSQL,
    Node: cpuUs?.Node,
    Temporal: cpuUs?.Temporal,
    load: cpuUs?.load,
    MB: megabytes,
  };
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined));
}

/** CPU time of one, of all processes that have a part in it. */
function cpuOf({ cpuUs }: Row['measured']): number | undefined {
  return cpuUs === undefined ? undefined : Object.values(cpuUs).reduce((sum, own) => sum + own, 0);
}

function ratio(value: number | undefined, of: number | undefined): number | undefined {
  return value === undefined || of === undefined ? undefined : Math.round((value / of) * 10) / 10;
}
