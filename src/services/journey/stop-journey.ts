import { stop } from '../../domain/journey/control.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { changeControl } from './change-control.ts';
import type { ControlledJourney, JourneyAddress } from './change-control.ts';

/**
 * Ends a journey for good: nobody enters, open runs end with reason `stopped`, messages that are not claimed are not
 * sent. Only a new version starts it again. Refuses `no_program`, `unknown_journey`.
 */
export async function stopJourney(ctx: Context, address: JourneyAddress): Promise<Result<ControlledJourney>> {
  return changeControl(ctx, address, { action: 'journey.stopped', decide: stop });
}
