import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { recordEvents } from '../src/services/event/record-events.ts';
import { benchAdvance } from './advance.ts';
import { benchBaseline } from './baseline.ts';
import { startBenchCluster, type BenchCluster } from './bench-cluster.ts';
import { openCoffeeShop, PROGRAM, purchaseBy, type CoffeeShop } from './coffee-shop.ts';
import { benchHttp, type MeasuredHttp } from './http.ts';
import { benchImport } from './import-events.ts';
import type { Measured } from './measure.ts';

const MEMBERS = 20_000;
const RESULT = path.resolve(import.meta.dirname, '../benchmarks/latest.json');

interface Results {
  readonly baseline: Measured;
  readonly advance: Measured;
  readonly imported: Measured;
  readonly http: readonly MeasuredHttp[];
}

/** Measures on this machine, against one PostgreSQL of its own; prints a table and writes `benchmarks/latest.json`. */
async function main(): Promise<void> {
  const loadBefore = os.loadavg()[0] ?? 0;
  const cluster = await startBenchCluster();
  try {
    const results = await run(cluster);
    console.table(tableOf(results));
    await mkdir(path.dirname(RESULT), { recursive: true });
    await writeFile(RESULT, `${JSON.stringify(fileOf(results, loadBefore), null, 2)}\n`);
  } finally {
    await cluster.stop();
  }
}

async function run(cluster: BenchCluster): Promise<Results> {
  say('(a) one award per transaction, 16 clients');
  const baseline = await benchBaseline(cluster, MEMBERS);
  say(`enrolling ${MEMBERS} members`);
  const shop = await openCoffeeShop(cluster.db, MEMBERS);
  say('(d) advancing all of them');
  const advance = await benchAdvance(cluster, shop);
  say('a first purchase by each');
  await buyOnce(shop);
  await benchAdvance(cluster, shop);
  say('(b) purchases over HTTP');
  const http = await benchHttp(cluster, shop);
  say('(c) recording the past in bulk');
  const imported = await benchImport(cluster, shop);
  return { baseline, advance, imported, http };
}

/** As in a shop that has been open for a while: the next purchase of a member gives nobody anything to decide. */
async function buyOnce(shop: CoffeeShop): Promise<void> {
  const { now } = shop.ctx();
  const purchases = Array.from({ length: shop.members }, (_, member) => purchaseBy(member, now));
  await recordEvents(shop.ctx(), PROGRAM, purchases);
}

/** Ratios by the clock, and by CPU time, which other work on the machine disturbs less. */
function tableOf({ baseline, advance, imported, http }: Results): Record<string, Record<string, unknown>> {
  const row = (measured: Measured, total = cpuUs(measured)) => ({
    'per second': measured.perSecond,
    'times (a)': rounded(measured.perSecond / baseline.perSecond),
    'CPU µs': total,
    'times (a) by CPU': rounded(cpuUs(baseline) / total),
    'of it PostgreSQL': measured.serverCpuUs,
  });
  const overHttp = http.map((level) => [
    `(b) HTTP, ${level.connections} connections`,
    {
      ...row(level, cpuUs(level) + level.apiCpuUs),
      'of it API': level.apiCpuUs,
      'p50 ms': level.p50Ms,
      'p99 ms': level.p99Ms,
    },
  ]);
  return {
    '(a) baseline': row(baseline),
    ...Object.fromEntries(overHttp),
    '(c) import': row(imported),
    '(d) advance': row(advance),
  };
}

function cpuUs({ clientCpuUs, serverCpuUs }: Measured): number {
  return clientCpuUs + serverCpuUs;
}

function fileOf({ baseline, advance, imported, http }: Results, loadBefore: number) {
  const levels = http.map(({ connections, perSecond, p50Ms, p99Ms }) => [
    String(connections),
    { perSecond, p50Ms, p99Ms },
  ]);
  return {
    machine: { cpus: os.availableParallelism(), loadBefore: rounded(loadBefore) },
    baseline: { perSecond: baseline.perSecond },
    http: Object.fromEntries(levels),
    import: { perSecond: imported.perSecond },
    advance: { perSecond: advance.perSecond },
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main();
