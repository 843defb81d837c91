import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { ApiContext } from './api-env.ts';

/** The network address that a request counts for. */
export type SenderAddress = (c: ApiContext) => string;

/** Says where requests come from; `proxies` are addresses and networks (`10.0.0.0/8`) whose word on that is taken. */
export function createSenderAddress(proxies: readonly string[]): SenderAddress {
  const trusted = blockListOf(proxies);
  const isTrusted = (address: string) => trusted.check(address, familyOf(address));
  return (c) => {
    const peer = unmapped(c.env?.incoming?.socket.remoteAddress ?? '');
    if (isIP(peer) === 0 || !isTrusted(peer)) return networkOf(peer);
    const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',').map((hop) => unmapped(hop.trim()));
    // Each proxy adds the address it was asked from, so the last one that no proxy of ours stands for is the sender's.
    const sender = forwarded.findLast((hop) => isIP(hop) === 0 || !isTrusted(hop)) ?? '';
    return networkOf(isIP(sender) === 0 ? peer : sender);
  };
}

function blockListOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

/** An IPv4 address that a socket of both families shows as IPv6. */
function unmapped(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}

const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/** An IPv4 address itself; of an IPv6 address the /64 network, which one sender has for himself. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, GROUPS_OF_NETWORK).join(':');
}

function groupsOf(part: string): readonly string[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16).toString(16));
}
