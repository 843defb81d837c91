import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { writeConnections } from './connections.ts';
import { EnvironmentError, readEnvironment } from './environment.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'perennial-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
});

const local = {
  DATABASE_URL: 'postgres://app:a@127.0.0.1:5433/perennial',
  DATABASE_OWNER_URL: 'postgres://owner:o@127.0.0.1:5433/perennial',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  SMTP_URL: 'smtp://127.0.0.1:1025',
  PUBLIC_URL: 'http://localhost:3000',
  API_PORT: '3000',
};

it('takes what the variables do not say from the local installation, which only this user can read', () => {
  writeConnections(home, local);
  const environment = readEnvironment({
    PERENNIAL_HOME: home,
    SMTP_URL: 'smtp://mail.example.com:25',
    API_PORT: '',
  });
  expect(environment).toMatchObject({
    databaseUrl: local.DATABASE_URL,
    smtpUrl: 'smtp://mail.example.com:25',
    apiPort: 3000,
  });
  expect(statSync(path.join(home, 'connections.json')).mode & 0o777).toBe(0o600);
});

it('names every variable that is missing or malformed', () => {
  const variables = { PERENNIAL_HOME: home, DATABASE_URL: 'mysql://x', API_PORT: '70000' };
  const read = () => readEnvironment(variables);
  expect(read).toThrow(EnvironmentError);
  expect(read).toThrow(/DATABASE_URL: postgres:\/\/[^]*SMTP_URL: is not set[^]*API_PORT[^]*npm start/);
});

it('has no owner where only the application role is given, and no slash at the end of the public URL', () => {
  const environment = readEnvironment({
    PERENNIAL_HOME: home,
    DATABASE_URL: local.DATABASE_URL,
    SMTP_URL: local.SMTP_URL,
    PUBLIC_URL: 'https://loyalty.example.com/',
  });
  expect(environment).toMatchObject({ databaseOwnerUrl: null, publicUrl: 'https://loyalty.example.com' });
});

it('shares what senders may ask among the API processes, and believes the proxies that are named', () => {
  const variables = { DATABASE_URL: local.DATABASE_URL, SMTP_URL: local.SMTP_URL, PERENNIAL_HOME: home };
  const environment = readEnvironment({
    ...variables,
    API_PROCESSES: '4',
    RATE_LIMIT_READS: '100',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
  });
  expect(environment.rateLimits.readsPerSecond).toBe(25);
  expect(environment.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
  expect(readEnvironment(variables).trustedProxies).toEqual([]);
  expect(() => readEnvironment({ ...variables, TRUSTED_PROXIES: 'my-proxy' })).toThrow(/TRUSTED_PROXIES/);
});

it('serves operators, and traces, only where it is told to', () => {
  const given = { PERENNIAL_HOME: home, ...local };
  expect(readEnvironment(given)).toMatchObject({ operations: null, traces: null });
  const asked = { OPERATIONS_PORT: '9400', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(readEnvironment({ ...given, ...asked, OTEL_TRACES_SAMPLER_ARG: '0.1' })).toMatchObject({
    operations: { host: '127.0.0.1', port: 9400 },
    traces: { ratio: 0.1 },
  });
});
