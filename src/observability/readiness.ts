import { within } from './within.ts';

/** Something a process stands on. `probe` rejects when it does not answer. */
export interface ReadinessCheck {
  readonly name: string;
  /** Without it the process can do nothing; without the others some work waits. */
  readonly isEssential: boolean;
  readonly probe: () => Promise<unknown>;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

const PROBE_MS_MAX = 2_000;

/** Asks everything at once, and takes what does not answer within two seconds for down. */
export async function readinessOf(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const found = await Promise.all(checks.map(async (check) => ({ ...check, state: await stateOf(check) })));
  const down = found.filter(({ state }) => state === 'down');
  return {
    status:
      down.length === 0 ? 'ready' : down.some((check) => check.isEssential) ? 'unavailable' : 'degraded',
    checks: Object.fromEntries(found.map(({ name, state }) => [name, state])),
  };
}

async function stateOf({ probe }: ReadinessCheck): Promise<'up' | 'down'> {
  const answer = probe().then(
    () => 'up' as const,
    () => 'down' as const,
  );
  return (await within(answer, PROBE_MS_MAX)) ?? 'down';
}
