import { expect, it } from 'vitest';
import { z } from 'zod';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();

const PUBLIC_PATHS = ['/healthz', '/openapi.json', '/problems/{code}', '/readyz', '/reference', '/u/{token}'];
/** The way to the reference page, and its parts. */
const UNDOCUMENTED = ['/', '/reference/assets/{name}'];

const operation = z.object({
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  responses: z.record(z.string(), z.object({ description: z.string().min(1) })),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  security: z.tuple([z.object({ apiKey: z.array(z.string()).length(0) })]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

interface Documented {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly statuses: readonly string[];
  /** Whether an `Idempotency-Key` is taken, and needed. */
  readonly key: 'none' | 'optional' | 'required';
}

async function documented(): Promise<readonly Documented[]> {
  const { body } = await api().send('GET', '/openapi.json', { key: null });
  return Object.entries(document.parse(body).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security, parameters, responses }]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: security?.length === 0,
      statuses: Object.keys(responses),
      key: keyAmong(parameters),
    })),
  );
}

function keyAmong(parameters: z.infer<typeof operation>['parameters']): Documented['key'] {
  const header = parameters.find((one) => one.in === 'header' && one.name === 'idempotency-key');
  if (header === undefined) return 'none';
  return header.required === true ? 'required' : 'optional';
}

it('describes exactly the routes that exist', async () => {
  const routes = api()
    .app.routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')}`)
    .filter((route) => !UNDOCUMENTED.some((path) => route.endsWith(path)));
  const described = (await documented()).map(({ method, path }) => `${method} ${path}`);
  expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
});

it('every route but the public ones refuses a request without a key, and with a wrong one', async () => {
  const all = await documented();
  const isPublic = (path: string): boolean => PUBLIC_PATHS.includes(path);
  expect([...new Set(all.filter((route) => route.isPublic).map(({ path }) => path))].toSorted()).toEqual(
    PUBLIC_PATHS,
  );
  const wrongKey = `pk_${'0'.repeat(12)}_${'A'.repeat(43)}`;
  for (const { method, path, statuses } of all.filter((route) => !isPublic(route.path))) {
    for (const key of [null, wrongKey, `${api().key}x`]) {
      const answer = await api().send(method, path.replaceAll(/\{[a-zA-Z]+\}/g, 'x'), { key });
      expect({ method, path, code: problemOutput.parse(answer.body).code }).toEqual({
        method,
        path,
        code: 'unauthenticated',
      });
    }
    expect(statuses).toContain('401');
  }
});

it('every request that changes something is safe to repeat: by its key, or because an event is its own', async () => {
  const changing = (await documented()).filter(({ method, isPublic }) => method === 'POST' && !isPublic);
  const unkeyed = changing.filter(({ key }) => key === 'none').map(({ path }) => path);
  expect(unkeyed.toSorted()).toEqual(['/v1/events', '/v1/events/batch']);
  for (const { path, key, statuses } of changing.filter((route) => route.key !== 'none')) {
    expect({ path, statuses }).toEqual({ path, statuses: expect.arrayContaining(['400', '409', '422']) });
    const url = path.replaceAll(/\{[a-zA-Z]+\}/g, 'x');
    const broken = await api().send('POST', url, { body: {}, headers: { 'Idempotency-Key': '""' } });
    expect({ path, body: broken.body }).toMatchObject({ path, body: { code: 'idempotency_key_malformed' } });
    const without = await api().send('POST', url, { body: {} });
    const isDemanded = problemOutput.safeParse(without.body).data?.code === 'idempotency_key_missing';
    expect({ path, isDemanded }).toEqual({ path, isDemanded: key === 'required' });
  }
});

it('the reference page and all its parts come from here', async () => {
  const root = await api().send('GET', '/', { key: null });
  expect(root).toMatchObject({ status: 302 });
  expect(root.headers.get('Location')).toBe('/reference');
  const pageAnswer = await api().send('GET', '/reference', { key: null });
  const text = z.string().parse(pageAnswer.body);
  const links = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThanOrEqual(4);
  for (const link of links) {
    expect(link).toMatch(/^\/reference\/assets\//);
    expect((await api().send('GET', link, { key: null })).status).toBe(200);
  }
  expect(text).not.toMatch(/https?:\/\//);
  const policy = pageAnswer.headers.get('Content-Security-Policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/https?:|\*/);
  const script = await api().send('GET', '/reference/assets/start.js', { key: null });
  expect(script.body).toContain('validatorUrl: null');
});

it('parts of the reference page are looked at again only when they changed', async () => {
  const first = await api().app.request('/reference/assets/swagger-ui.css');
  const again = await api().app.request('/reference/assets/swagger-ui.css', {
    headers: { 'If-None-Match': first.headers.get('ETag') ?? '' },
  });
  expect(again.status).toBe(304);
  expect((await api().app.request('/reference/assets/package.json')).status).toBe(404);
});
