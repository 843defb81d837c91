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
}

async function documented(): Promise<readonly Documented[]> {
  const { body } = await api().send('GET', '/openapi.json', { key: null });
  return Object.entries(document.parse(body).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security, responses }]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: security?.length === 0,
      statuses: Object.keys(responses),
    })),
  );
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
