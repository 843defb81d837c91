import { ownCpuMs } from './cpu-time.ts';

/** How fast something went, and what one of it cost this process and the database server. */
export interface Measured {
  readonly count: number;
  readonly perSecond: number;
  readonly clientCpuUs: number;
  readonly serverCpuUs: number;
}

/** Runs work that answers how many it did. `serverCpuMs` reads the server's CPU time so far. */
export async function measure(serverCpuMs: () => number, work: () => Promise<number>): Promise<Measured> {
  const before = { client: ownCpuMs(), server: serverCpuMs(), at: performance.now() };
  const count = await work();
  return {
    count,
    perSecond: Math.round((count / (performance.now() - before.at)) * 1_000),
    clientCpuUs: Math.round(((ownCpuMs() - before.client) / count) * 1_000),
    serverCpuUs: Math.round(((serverCpuMs() - before.server) / count) * 1_000),
  };
}
