import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { newRoutes } from '../api-env.ts';
import type { ApiEnv } from '../api-env.ts';
import { openApiDocument } from '../openapi-document.ts';
import { refuseRequest } from '../refused-request.ts';

const require = createRequire(import.meta.url);

const START_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
});
`;

const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Perennial API</title>
<link rel="icon" href="/reference/assets/favicon-32x32.png">
<link rel="stylesheet" href="/reference/assets/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/reference/assets/swagger-ui-bundle.js"></script>
<script src="/reference/assets/start.js"></script>
</body>
</html>
`;

/** Everything comes from here. The page sets style attributes, and its style sheet holds pictures as data. */
const REFERENCE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PACKAGE_ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const openApi = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['reference'],
  summary: 'This description, as OpenAPI 3.1',
  security: [],
  responses: {
    200: { description: 'The document.', content: { 'application/json': { schema: z.object({}).loose() } } },
  },
});

const reference = createRoute({
  method: 'get',
  path: '/reference',
  tags: ['reference'],
  summary: 'This description, to read and try',
  security: [],
  responses: { 200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } } },
});

/** The document of `api`'s routes and a page that shows it, to which `/` leads; the page loads nothing from elsewhere. */
export function referenceRoutes(api: OpenAPIHono<ApiEnv>) {
  const routes = newRoutes();
  let document: string | null = null;

  routes.openAPIRegistry.registerPath(openApi);
  routes.get(openApi.path, (c) => {
    document ??= JSON.stringify(openApiDocument(api));
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  });
  routes.openapi(reference, (c) => c.html(REFERENCE_PAGE, 200, { 'Content-Security-Policy': REFERENCE_CSP }));
  routes.get('/', (c) => c.redirect(reference.path));
  routes.get('/reference/assets/:name', async (c) => {
    const name = c.req.param('name');
    const asset = await readAsset(name);
    if (asset === null) return refuseRequest('not_found', 'The reference page has no such part.');
    const tag = `"${createHash('sha256').update(asset.content).digest('base64url').slice(0, 16)}"`;
    const headers = { 'Content-Type': asset.type, 'Cache-Control': 'no-cache', ETag: tag };
    if (c.req.header('If-None-Match') === tag) return c.body(null, 304, headers);
    return c.body(asset.content, 200, headers);
  });
  return routes;
}

async function readAsset(
  name: string,
): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly type: string } | null> {
  if (name === 'start.js') {
    return { content: new TextEncoder().encode(START_SCRIPT), type: 'text/javascript; charset=utf-8' };
  }
  const type = Object.hasOwn(PACKAGE_ASSETS, name) ? PACKAGE_ASSETS[name] : undefined;
  if (type === undefined) return null;
  return { content: new Uint8Array(await readFile(require.resolve(`swagger-ui-dist/${name}`))), type };
}
