import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import type { Instant } from '../values/instant.ts';

/** What becomes of what fell due in a pause. */
export type OnResume = 'run' | 'skip' | 'retime';

/**
 * - `paused`: no entries; deadlines are held; claims are refused. Exits still act at once.
 * - `resumed`: what fell due in the pause happens at `at` (`run`), is passed over (`skip`), or every deadline moved (`retime`).
 * - `stopped`: no entries; open runs end with reason `stopped`.
 */
export type JourneyControl =
  | { readonly kind: 'running' }
  | { readonly kind: 'paused'; readonly at: Instant }
  | {
      readonly kind: 'resumed';
      readonly pausedAt: Instant;
      readonly at: Instant;
      readonly onResume: OnResume;
    }
  | { readonly kind: 'stopped'; readonly at: Instant };

/** Why a journey takes nobody in at the moment; null: it does. */
export function closedBy({ kind }: JourneyControl): 'paused' | 'stopped' | null {
  return kind === 'paused' || kind === 'stopped' ? kind : null;
}

/** Pauses a journey. One that is paused stays as it is. Refuses `journey_stopped`. */
export function pause(control: JourneyControl, at: Instant): Result<JourneyControl> {
  if (control.kind === 'stopped') return stoppedForGood();
  return ok(control.kind === 'paused' ? control : { kind: 'paused', at });
}

/** Ends a pause. A journey that is not paused stays as it is. Refuses `journey_stopped`. */
export function resume(control: JourneyControl, at: Instant, onResume: OnResume): Result<JourneyControl> {
  if (control.kind === 'stopped') return stoppedForGood();
  return ok(control.kind === 'paused' ? { kind: 'resumed', pausedAt: control.at, at, onResume } : control);
}

/** Ends a journey and its open runs. One that is stopped stays as it is. */
export function stop(control: JourneyControl, at: Instant): Result<JourneyControl> {
  return ok(control.kind === 'stopped' ? control : { kind: 'stopped', at });
}

function stoppedForGood(): Result<never> {
  return refuse('journey_stopped', 'the journey was stopped; a new version of it starts it again');
}
