import type { z } from 'zod';
import { instantText } from '../../schemas/http/instant.ts';
import type { journeyOutput } from '../../schemas/http/journey.ts';
import type { ControlledJourney } from '../../services/journey/change-control.ts';

export function journeyBody(journey: ControlledJourney): z.infer<typeof journeyOutput> {
  const { journeyId: id, version, control } = journey;
  const state = control.kind === 'resumed' ? 'running' : control.kind;
  return { id, version, state, since: control.kind === 'running' ? null : instantText(control.at) };
}
