import type { JourneyControl } from '../journey/control.ts';
import { isOpen, messageIdOf, type Run } from '../journey/run.ts';
import { hasConsent } from '../member/consents.ts';
import type { Instant } from '../values/instant.ts';
import type { PlannedMessage } from './advance-result.ts';
import type { Definitions } from './definitions.ts';
import type { Facts } from './facts.ts';

/**
 * Why a message was not sent although a run planned it.
 * - `exited`, `stopped`: its run ended first. - `paused`: it fell due in a pause that ended with `skip`.
 * - `no_address`: the member is not reachable on its channel. - `no_consent`: marketing, and its topic and channel were
 *   never agreed to, or no longer are.
 * - `missing_value`: a value that the template needs is empty.
 */
export type SkipReason = 'exited' | 'stopped' | 'paused' | 'no_address' | 'no_consent' | 'missing_value';

/** What a message waits for that only a person can end; whoever ends it nudges the members concerned. */
export type DeferReason = 'sending_paused' | 'journey_paused';

export type ClaimDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'defer'; readonly reason: DeferReason };

export interface ClaimInput {
  readonly message: PlannedMessage;
  /** The run that planned it, with everything decided up to now; null when it is known no more. */
  readonly run: Run | null;
  /** The fold at the log's end. */
  readonly facts: Facts;
  /** The present definitions. */
  readonly definitions: Definitions;
  readonly sendingPaused: boolean;
}

/**
 * Whether a planned message may be handed over, decided at the last moment before it. A reason that is final comes
 * before one that passes, so a message that will never be sent does not wait. Transactional mail needs an address only.
 */
export function decideClaim(input: ClaimInput): ClaimDecision {
  const reason = skipReasonOf(input);
  if (reason !== null) return { kind: 'skip', reason };
  if (input.sendingPaused) return { kind: 'defer', reason: 'sending_paused' };
  const isPaused = controlOf(input)?.kind === 'paused';
  return isPaused ? { kind: 'defer', reason: 'journey_paused' } : { kind: 'send' };
}

function skipReasonOf(input: ClaimInput): SkipReason | null {
  const { message, run, facts } = input;
  const control = controlOf(input);
  if (control?.kind === 'stopped') return 'stopped';
  if (run === null || !isOpen(run) || messageIdOf(run) !== message.id) return 'exited';
  if (isDueInPause(message.plannedAt, control)) return 'paused';
  if (!facts.reachable.includes(message.channel)) return 'no_address';
  return message.class === 'transactional' || isAgreedTo(message, facts) ? null : 'no_consent';
}

function controlOf({ message, definitions }: ClaimInput): JourneyControl | undefined {
  return definitions.journeys.find(({ journey }) => journey.id === message.journey)?.control;
}

/** What the end of the pause made due was due in the pause. */
function isDueInPause(plannedAt: Instant, control: JourneyControl | undefined): boolean {
  if (control?.kind !== 'resumed' || control.onResume !== 'skip') return false;
  return plannedAt >= control.pausedAt && plannedAt <= control.at;
}

function isAgreedTo({ topic, channel }: PlannedMessage, { consents }: Facts): boolean {
  return topic !== null && hasConsent(consents, topic, channel);
}
