import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.ts';

const DESCRIPTION = `Events in, points out, at once; journeys run by themselves.

- Ids carry a prefix: \`mem_\`, \`evt_\`, \`run_\`, \`msg_\`, \`txn_\`, \`lot_\`.
- Instants are RFC 3339 in UTC. Money is \`{ "amountMinor": 1250, "currency": "EUR" }\`. Points are whole numbers.
- An API key belongs to one program and names the source of its events.
- Every error is a problem as RFC 9457 has it, with a stable \`code\` and a \`type\` that leads to its page.
- Sending an event again is safe: program, source and id are its key, for ever. Every other POST takes an
  \`Idempotency-Key\`.
- Every answer to an API key says in \`RateLimit\` what is left to it; beyond that it is 429 with \`Retry-After\`.`;

/** The OpenAPI 3.1 document of all routes that `api` has by now. Its server is the one that gives it. */
export function openApiDocument(api: OpenAPIHono<ApiEnv>) {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Perennial',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [
      { name: 'members', description: 'Enrol, find, change; consents, balances, ledger, log and runs.' },
      { name: 'events', description: 'What happened.' },
      { name: 'journeys', description: 'Enter by request, pause, resume, stop.' },
      { name: 'sending', description: 'Pause and resume all messages.' },
      { name: 'unsubscribe', description: 'The page behind the link in every marketing message.' },
      { name: 'operation', description: 'For operators.' },
      { name: 'reference', description: 'This description.' },
    ],
  });
}
