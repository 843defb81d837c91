import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ENVIRONMENT_VARIABLES, readEnvironment } from '../../src/processes/environment.ts';
import { readLocalSettings } from '../../src/processes/local/settings.ts';
import { DOCUMENTED } from './documented-settings.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
const composed: unknown = parse(text('docker-compose.yml'), { merge: true });

const compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      environment: z.record(z.string(), z.coerce.string()).default({}),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      command: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      healthcheck: z.unknown().optional(),
    }),
  ),
});
const { services } = compose.parse(composed);
const named = Object.entries(services);
const ours = named.filter(([, { image }]) => image === 'perennial');
const others = named.filter(([, { image }]) => image !== 'perennial');

/** The text with the defaults of its variables, as where none of them is set. */
function withDefaults(value: string): string {
  const replaced = value.replaceAll(/\$\{\w+:-([^${}]*)\}/g, '$1');
  return replaced === value ? value : withDefaults(replaced);
}

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(services[name]?.environment ?? {});
  return Object.fromEntries(entries.map(([variable, value]) => [variable, withDefaults(value)]));
}

it('is a compose file by the JSON Schema of the Compose Specification', () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(text('test/deployment/compose-spec.json')),
  );
  validate(composed);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ services: { api: { imagee: 'perennial' } } })).toBe(false);
});

it('depends only on services that are there, and waits for health only where it is checked', () => {
  for (const [name, { depends_on }] of named) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(services), name).toContain(other);
      if (condition === 'service_healthy') expect(services[other]?.healthcheck, other).toBeDefined();
    }
  }
});

it('gives each image of others a version, and only settings, ports and folders that it documents', () => {
  expect(others.length).toBeGreaterThan(0);
  for (const [service, { image, environment, ports, volumes }] of others) {
    const [name = '', version] = image.split(':');
    expect(version, service).toMatch(/^v?\d/);
    const known = DOCUMENTED[name];
    if (known === undefined) throw new Error(`${name} is not among the documented images`);
    const scripts = volumes
      .filter((volume) => volume.startsWith('./'))
      .map(scriptsIn)
      .join('\n');
    for (const variable of Object.keys(environment)) {
      const isOurs = scripts.includes(`$${variable}`);
      expect(known.variables.includes(variable) || isOurs, `${service}: ${variable}`).toBe(true);
    }
    for (const port of ports) expect(known.ports, service).toContain(Number(port.split(':').at(-1)));
    for (const volume of volumes) {
      const [, target = ''] = volume.split(':');
      const isOwn = target.startsWith('/docker/');
      expect(isOwn || known.folders?.includes(target), `${service}: ${target}`).toBe(true);
    }
  }
});

/** All scripts of a mounted folder of the project, as text. */
function scriptsIn(volume: string): string {
  const [folder = ''] = volume.split(':');
  const files = readdirSync(path.join(PROJECT, folder)).filter((file) => file.endsWith('.sh'));
  return files.map((file) => text(path.join(folder, file))).join('\n');
}

it('tells our processes nothing that they do not read, and all that they need', () => {
  expect(ours.map(([name]) => name)).toEqual(['migrate', 'worker', 'api']);
  for (const [name] of ours) {
    const environment = environmentOf(name);
    expect(ENVIRONMENT_VARIABLES, name).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(readEnvironment({ PERENNIAL_HOME: '/nowhere', ...environment }), name).toMatchObject({
      databaseUrl: 'postgres://perennial_app:application@postgres:5432/perennial',
      temporalAddress: 'temporal:7233',
      smtpUrl: 'smtp://mailpit:1025',
    });
  }
  expect(environmentOf('migrate')['DATABASE_OWNER_URL']).toBe(
    'postgres://perennial_owner:owner@postgres:5432/perennial',
  );
  for (const [name, script] of Object.entries({
    worker: 'workers/main.ts',
    migrate: 'src/cli/perennial.ts',
  })) {
    expect(services[name]?.command, name).toContain(script);
  }
});

it('publishes the ports of `npm start`, to this machine only', () => {
  const { ports } = readLocalSettings({});
  const published = named.flatMap(([, service]) => service.ports);
  for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  const numbers = published.map((port) => Number(port.split(':')[1]));
  expect(numbers).toHaveLength(Object.keys(ports).length);
  expect(new Set(numbers)).toEqual(new Set(Object.values(ports)));
});
