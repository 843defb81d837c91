import { createRoute, z } from '@hono/zod-openapi';
import type { Channel } from '../../domain/member/channel.ts';
import { findUnsubscription } from '../../services/consent/find-unsubscription.ts';
import type { Unsubscription } from '../../services/consent/find-unsubscription.ts';
import { unsubscribe } from '../../services/consent/unsubscribe.ts';
import { newRoutes } from '../api-env.ts';
import { contextFor } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { html, page, PAGE_HEADERS } from '../pages/page.ts';
import { logUnexpected, refusedBy, statusOf } from '../problem.ts';

const MEMBER = { kind: 'system', name: 'unsubscribe' } as const;

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  email: 'e-mails',
  sms: 'text messages',
  push: 'push messages',
  in_app: 'messages in the app',
  webhook: 'messages',
};

const shared = {
  path: '/u/{token}' as const,
  tags: ['unsubscribe'],
  security: [],
  request: { params: z.object({ token: z.string() }) },
  responses: {
    200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } },
    404: {
      description: 'Nobody was sent this link: a page that says so.',
      content: { 'text/html': { schema: z.string() } },
    },
  },
};

const show = createRoute({
  ...shared,
  method: 'get',
  summary: 'Ask whether to unsubscribe',
  description: 'Changes nothing: scanners of mail follow links.',
});

const act = createRoute({
  ...shared,
  method: 'post',
  summary: 'Unsubscribe',
  description:
    'Withdraws the consent for the message’s topic and channel; also the one click of RFC 8058. The body does not ' +
    'matter, no redirect follows, and doing it again changes nothing.',
});

/** The page behind the link in every marketing message. */
export function unsubscribeRoutes(deps: ApiDeps) {
  const routes = newRoutes();

  routes.openapi(show, async (c) => {
    const found = await findUnsubscription(
      contextFor(deps, MEMBER, c.get('ids')),
      c.req.valid('param').token,
    );
    if (found === null) return c.html(unknownPage(), 404, PAGE_HEADERS);
    return c.html(found.isDone ? donePage(found) : askPage(found), 200, PAGE_HEADERS);
  });

  routes.openapi(act, async (c) => {
    const result = await unsubscribe(contextFor(deps, MEMBER, c.get('ids')), c.req.valid('param').token);
    if (result.ok) return c.html(donePage(result.value), 200, PAGE_HEADERS);
    return c.html(unknownPage(), 404, PAGE_HEADERS);
  });

  routes.onError((error, c) => {
    const refused = refusedBy(error);
    logUnexpected(deps.logger, c, refused, error);
    return c.html(laterPage(), statusOf(refused), { ...refused.headers, ...PAGE_HEADERS });
  });
  return routes;
}

function askPage({ programId, topic, channel }: Unsubscription): string {
  return page({
    title: 'Unsubscribe?',
    content: html`<p>
        You will get no more ${CHANNEL_NAMES[channel]} about <strong>${topic}</strong> from ${programId}.
      </p>
      <form method="post"><button type="submit">Unsubscribe</button></form>`,
  });
}

function donePage({ programId, topic, channel }: Unsubscription): string {
  return page({
    title: 'You are unsubscribed',
    content: html`<p>
        ${programId} sends you no more ${CHANNEL_NAMES[channel]} about <strong>${topic}</strong>.
      </p>
      <p class="soft">Your points and your membership stay as they are.</p>`,
  });
}

function unknownPage(): string {
  return page({
    title: 'This link does not work',
    content: html`<p>
      It may have been cut off on its way. Please open it once more from the message itself.
    </p>`,
  });
}

function laterPage(): string {
  return page({
    title: 'Please try again in a moment',
    content: html`<p>We could not do it just now. Nothing has changed.</p>`,
  });
}
