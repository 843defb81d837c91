import { createRoute, z } from '@hono/zod-openapi';
import { REFUSALS } from '../../domain/refusal/refusal-code.ts';
import { newRoutes } from '../api-env.ts';
import { html, page, PAGE_HEADERS } from '../pages/page.ts';
import { refuseRequest } from '../refused-request.ts';
import { problemsAlone } from '../responses.ts';

const explainProblem = createRoute({
  method: 'get',
  path: '/problems/{code}',
  tags: ['reference'],
  summary: 'What a problem means',
  description: 'The page behind the `type` of every problem.',
  security: [],
  request: { params: z.object({ code: z.string().meta({ example: 'key_conflict' }) }) },
  responses: {
    200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } },
    ...problemsAlone(['not_found']),
  },
});

/** A page per code, so that the `type` of a problem leads somewhere. */
export function problemRoutes() {
  const routes = newRoutes();
  routes.openapi(explainProblem, (c) => {
    const { code } = c.req.valid('param');
    const meaning = Object.entries(REFUSALS).find(([name]) => name === code)?.[1];
    if (meaning === undefined) return refuseRequest('not_found', 'There is no problem of that name.');
    const content = html`<p>${meaning.remedy}</p>
      <p class="soft">Code <code>${code}</code>, status ${String(meaning.status)}</p>`;
    return c.html(page({ title: meaning.title, content }), 200, PAGE_HEADERS);
  });
  return routes;
}
