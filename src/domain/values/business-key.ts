import type { Uuid } from './identity.ts';

/** An event from outside, by the id that its sender gave it. */
export interface SentEvent {
  readonly source: string;
  readonly externalId: string;
}

/** A request that a journey take a member in, by the id that its sender gave it. */
export interface SentRequest {
  readonly source: string;
  readonly requestId: string;
}

/** One pass of a run through a node that awards points. */
export interface Passage {
  readonly runId: Uuid;
  readonly node: string;
  readonly passage: number;
}

/*
 * The permanent keys of a program: all of them, because they share one table. Equal keys mean the same thing, and
 * different things never share a key: each kind begins with a word of its own, the number of parts is the kind's, and
 * no part but the last may hold the colon that parts them.
 */

export function eventKey({ source, externalId }: SentEvent): string {
  return `event:${withoutColon(source)}:${externalId}`;
}

export function requestKey({ source, requestId }: SentRequest): string {
  return `request:${withoutColon(source)}:${requestId}`;
}

export function awardKey({ runId, node, passage }: Passage): string {
  return `award:${runId}:${withoutColon(node)}:${passage}`;
}

/** Of the lots that vest or expire together, the first: a lot vests once and expires once. */
export function settlementKey(kind: 'vest' | 'expire', firstLotId: Uuid): string {
  return `${kind}:${firstLotId}`;
}

/** What a transaction made active repays debts once. */
export function repaymentKey(transactionId: Uuid): string {
  return `repay:${transactionId}`;
}

/** A hold ends once, captured or released: both ways share a key. */
export function resolutionKey(holdId: Uuid): string {
  return `resolve:${holdId}`;
}

/** Something that an agent or a system asked the ledger to do, by the id that it was given. */
export function instructionKey(kind: 'hold' | 'redeem' | 'adjust' | 'opening', id: Uuid): string {
  return `${kind}:${id}`;
}

/** One side of what passes between two members. */
export function passageKey(kind: 'transfer' | 'merge', id: Uuid, side: 'out' | 'into'): string {
  return `${kind}:${id}:${side}`;
}

/** One taking back of what a transaction did, by the return or the request that asks for it. */
export function reversalKey(transactionId: Uuid, by: string): string {
  return `reverse:${transactionId}:${by}`;
}

function withoutColon(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A');
}
