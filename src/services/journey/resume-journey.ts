import { resume } from '../../domain/journey/control.ts';
import type { OnResume } from '../../domain/journey/control.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { changeControl } from './change-control.ts';
import type { ControlledJourney, JourneyAddress } from './change-control.ts';

/**
 * Ends a journey's pause. What fell due in it happens now (`run`), is passed over (`skip`), or every deadline moves by
 * the pause's length (`retime`). A journey that is not paused stays as it is. Refuses `no_program`, `unknown_journey`,
 * `journey_stopped`.
 */
export async function resumeJourney(
  ctx: Context,
  { onResume, ...address }: JourneyAddress & { readonly onResume: OnResume },
): Promise<Result<ControlledJourney>> {
  return changeControl(ctx, address, {
    action: 'journey.resumed',
    decide: (control, at) => resume(control, at, onResume),
  });
}
