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

function withoutColon(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A');
}
