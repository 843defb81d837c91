import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { ApiEnv } from './api-env.ts';
import { createSenderAddress } from './sender-address.ts';

/** What a request from that peer counts for. */
async function senderOf(peer: string, forwarded?: string, proxies: readonly string[] = []): Promise<string> {
  const address = createSenderAddress(proxies);
  const app = new Hono<ApiEnv>().get('/', (c) => c.text(address(c)));
  const headers = { ...(forwarded !== undefined && { 'X-Forwarded-For': forwarded }) };
  const answer = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: peer } } });
  return answer.text();
}

it('is the peer, whatever the request says of itself', async () => {
  expect(await senderOf('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
  expect(await senderOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
});

it('is what proxies of ours say, and nothing that was said to them', async () => {
  const proxies = ['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.1'];
  expect(await senderOf('10.1.2.3', '198.51.100.1', proxies)).toBe('198.51.100.1');
  expect(await senderOf('::ffff:10.1.2.3', '9.9.9.9, 198.51.100.1, 192.0.2.1', proxies)).toBe('198.51.100.1');
  expect(await senderOf('2001:db8:1::5', '::ffff:198.51.100.1', proxies)).toBe('198.51.100.1');
  expect(await senderOf('203.0.113.7', '198.51.100.1', proxies)).toBe('203.0.113.7');
});

it('is the proxy itself where it names nobody', async () => {
  expect(await senderOf('10.1.2.3', undefined, ['10.1.2.3'])).toBe('10.1.2.3');
  expect(await senderOf('10.1.2.3', '198.51.100.1, unknown', ['10.1.2.3'])).toBe('10.1.2.3');
});

it('of an IPv6 address is its network', async () => {
  expect(await senderOf('2001:db8:0:7:aaaa::1')).toBe('2001:db8:0:7');
  expect(await senderOf('2001:0DB8:0:7:bbbb:1:2:3')).toBe('2001:db8:0:7');
  expect(await senderOf('2001:db8::1')).toBe('2001:db8:0:0');
  expect(await senderOf('::1')).toBe('0:0:0:0');
});
