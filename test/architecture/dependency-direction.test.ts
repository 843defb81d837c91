import { globSync } from 'node:fs';
import path from 'node:path';
import { cruise, type IReporterOutput } from 'dependency-cruiser';
import { beforeAll, expect, it } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';

const PROJECT = path.resolve(import.meta.dirname, '../..');

let output: Exclude<IReporterOutput['output'], string>;

beforeAll(async () => {
  const { forbidden = [], options } = configuration;
  const result = await cruise(['src', 'workers'], {
    ...options,
    baseDir: PROJECT,
    ruleSet: { forbidden },
    validate: true,
  });
  if (typeof result.output === 'string') throw new Error('expected the result as an object');
  output = result.output;
}, 30_000);

it('looks at every module there is', () => {
  const files = globSync(['src/**/*.ts', 'workers/**/*.ts'], { cwd: PROJECT });
  const seen = new Set(output.modules.map((module) => module.source));
  expect(files.filter((file) => !seen.has(file))).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

it('follows imports: a module that imports is seen to do so', () => {
  const local = output.modules.find((module) => module.source === 'src/processes/local.ts');
  expect(local?.dependencies.map((dependency) => dependency.resolved)).toContain(
    'src/processes/local/lock.ts',
  );
});

it('imports go in the allowed directions only', () => {
  const violations = output.summary.violations.map(({ rule, from, to }) => `${from} → ${to} (${rule.name})`);
  expect(violations).toEqual([]);
});
