import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import type { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openDatabase } from '../../db/database.ts';
import { at } from '../../domain/values/instant.fixture.ts';
import { createApiMetrics } from './api-metrics.ts';
import { registerCommon } from './common-metrics.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const OPERATIONS = path.resolve(import.meta.dirname, '../../../docs/operations');

const rules = z
  .object({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^Perennial[A-Za-z]+$/),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+[smh]$/)
              .optional(),
            labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
            annotations: z.strictObject({ summary: z.string().min(20) }),
          }),
        ),
      }),
    ),
  })
  .transform(({ groups }) => groups.flatMap((group) => group.rules))
  .parse(parse(readFileSync(path.join(OPERATIONS, 'alerts.yaml'), 'utf8')));

/** What an API and a worker say at `/metrics`, while their database is away. */
async function exposition(): Promise<string> {
  const [api, worker] = [createApiMetrics(), createWorkerMetrics()];
  const texts = [];
  for (const { registry, onPool } of [api, worker]) texts.push(await textOf(registry, onPool));
  return texts.join('\n');
}

async function textOf(
  registry: Registry,
  onPool: ReturnType<typeof createApiMetrics>['onPool'],
): Promise<string> {
  const db = openDatabase('postgres://nobody@127.0.0.1:1/none', { onPool });
  onTestFinished(() => db.destroy());
  const clock = { now: () => at('2026-11-22T10:00:00Z') };
  registerCommon(registry, { db, clock, readiness: [] });
  return registry.metrics();
}

/** Names with their types. */
function typesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
}

/** The names under which a metric's samples are queried. */
function samplesOf([name, type]: readonly [string, string]): readonly string[] {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => `${name}${end}`) : [name];
}

it('the operators’ page names each metric there is, and no other', async () => {
  const page = readFileSync(path.join(OPERATIONS, 'metrics.md'), 'utf8');
  const described = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  expect(described.length).toBe(new Set(described).size);
  expect(new Set(described)).toEqual(new Set(typesIn(await exposition()).keys()));
});

it('each name begins with the project’s and says its unit where it has one', async () => {
  const types = typesIn(await exposition());
  for (const [name, type] of types) {
    expect(name).toMatch(/^perennial_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
  }
});

it.each(rules)('$alert is a valid query of metrics that exist', async ({ expr }) => {
  const known = new Set([...typesIn(await exposition())].flatMap(samplesOf));
  const asked: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expr}`);
      if (type.name === 'Identifier') asked.push(expr.slice(from, to));
    },
  });
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});
