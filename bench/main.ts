import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { benchAdvance } from './advance.ts';
import { benchBaseline } from './baseline.ts';
import { Bench } from './bench.ts';
import { benchHot } from './hot.ts';
import { benchHttp } from './http.ts';
import { benchImport } from './import-events.ts';
import { benchLarge } from './large.ts';
import { benchMemory } from './memory.ts';
import { readOptions } from './options.ts';
import type { Part, PartResult } from './part.ts';
import { benchProcesses } from './processes.ts';
import { cellsOf, COLUMNS } from './table.ts';
import { benchWake } from './wake.ts';

const RESULT = path.resolve(import.meta.dirname, '../benchmarks/latest.json');
const BASELINE = 'baseline';

/** In the order in which they run. */
const PARTS: readonly Part[] = [
  { name: BASELINE, letter: 'a', title: 'one award per transaction', run: benchBaseline },
  { name: 'advance', letter: 'd', title: 'advance', run: benchAdvance },
  { name: 'http', letter: 'b', title: 'HTTP', run: benchHttp },
  { name: 'processes', letter: 'f', title: 'API processes', run: benchProcesses },
  { name: 'hot', letter: 'g', title: 'one hot member', run: benchHot },
  { name: 'import', letter: 'c', title: 'import', run: benchImport },
  { name: 'memory', letter: 'e', title: 'memory of the idle system', run: benchMemory },
  { name: 'wake', letter: 'd', title: 'nudge to finished conductMember', run: benchWake },
  { name: 'large', letter: 'h', title: 'a million members', run: benchLarge },
];

type Results = ReadonlyMap<Part, PartResult>;

/**
 * Measures on this machine, against one PostgreSQL of its own; prints a table and, when every part was run, writes
 * `benchmarks/latest.json`.
 */
async function main(): Promise<void> {
  const { only, ...options } = readOptions(
    process.argv.slice(2),
    PARTS.map(({ name }) => name),
  );
  const machine = {
    cpus: os.availableParallelism(),
    loadBefore: Math.round((os.loadavg()[0] ?? 0) * 10) / 10,
  };
  const bench = new Bench(options);
  try {
    const results = await run(bench, only);
    console.table(tableOf(results), COLUMNS);
    if (only === null) await write({ machine, ...figuresOf(results) });
  } finally {
    await bench.stop();
  }
}

async function run(bench: Bench, only: readonly string[] | null): Promise<Results> {
  const results = new Map<Part, PartResult>();
  for (const part of PARTS) {
    if (only !== null && !only.includes(part.name)) continue;
    process.stderr.write(`(${part.letter}) ${part.title}\n`);
    results.set(part, await part.run(bench));
  }
  return results;
}

function tableOf(results: Results): Record<string, object> {
  const lines = [...results].flatMap(([{ name, letter, title }, { rows }]) =>
    rows.map(({ label, measured }) => ({ name, title: `(${letter}) ${title}, ${label}`, measured })),
  );
  const base = lines.find(({ name }) => name === BASELINE)?.measured ?? {};
  return Object.fromEntries(lines.map(({ title, measured }) => [title, cellsOf(measured, base)]));
}

function figuresOf(results: Results): Record<string, object> {
  return Object.fromEntries([...results].map(([{ name }, { figures }]) => [name, figures]));
}

async function write(file: object): Promise<void> {
  await mkdir(path.dirname(RESULT), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(file, null, 2)}\n`);
}

await main();
