import type { JourneyControl, OnResume } from '../lifecycle/definitions.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import type { Instant } from '../values/instant.ts';

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
