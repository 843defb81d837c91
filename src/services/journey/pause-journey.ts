import { pause } from '../../domain/journey/control.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { changeControl } from './change-control.ts';
import type { ControlledJourney, JourneyAddress } from './change-control.ts';

/**
 * Holds a journey: nobody enters, deadlines wait, messages are not claimed; exits still act. Pausing twice changes
 * nothing. Refuses `no_program`, `unknown_journey`, `journey_stopped`.
 */
export async function pauseJourney(
  ctx: Context,
  address: JourneyAddress,
): Promise<Result<ControlledJourney>> {
  return changeControl(ctx, address, { action: 'journey.paused', decide: pause });
}
