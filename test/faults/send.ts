import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { answerOutput } from '../../src/schemas/http/answer.ts';
import type { SentPurchase } from './bakery.ts';

export type Answer = z.output<typeof answerOutput>;

/** Where purchases are sent: any of the API's processes, with one key. */
export interface Counter {
  /** Of the attempt of that number, from 1. */
  readonly url: (attempt: number) => string;
  readonly key: string;
}

const ANSWERED_WITHIN_MS = 10_000;
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;

/**
 * Sends one purchase as a good client does: the same again, with growing pauses, until it is acknowledged. Rejects when
 * it is refused, which no fault may lead to.
 */
export async function sendUntilAcknowledged(counter: Counter, purchase: SentPurchase): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(counter, purchase, attempt).catch(() => null);
    if (response?.status === 200) return answerOutput.parse(JSON.parse(response.text));
    const isRefused = response !== null && response.status < 500 && response.status !== 429;
    if (isRefused) throw new Error(`${purchase.id}: ${response.status} ${response.text}`);
    await pause(Math.min(PAUSE_MS_MIN * 2 ** (attempt - 1), PAUSE_MS_MAX));
  }
}

/** Sends once. Rejects when no whole answer comes. */
export async function send(
  { url, key }: Counter,
  purchase: SentPurchase,
  attempt = 1,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${url(attempt)}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(purchase),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  return { status: response.status, text: await response.text() };
}
