import { z } from 'zod';
import type { JourneyNode } from '../../domain/journey/journey.ts';
import { awardPoints } from './nodes/award-points.ts';
import { delay } from './nodes/delay.ts';
import { emitEvent } from './nodes/emit-event.ts';
import { exit } from './nodes/exit.ts';
import { message } from './nodes/message.ts';
import { setProfile } from './nodes/set-profile.ts';
import { split } from './nodes/split.ts';
import { waitUntil } from './nodes/wait-until.ts';
import { choose, closedWord } from './words.ts';

const LATER = ['experiment', 'issue_reward', 'webhook', 'human_task', 'score', 'start_journey', 'jump'];

/** Every kind of node by the word after `do`. A new one is a file in `nodes/` and a line here. */
const KINDS: Readonly<Record<JourneyNode['kind'], z.ZodType<JourneyNode>>> = {
  message,
  delay,
  wait_until: waitUntil,
  split,
  award_points: awardPoints,
  set_profile: setProfile,
  emit_event: emitEvent,
  exit,
};

const kind = closedWord(Object.keys(KINDS), LATER);
const undecided = z.object({ do: kind }).transform((): JourneyNode => z.NEVER);

export const node: z.ZodType<JourneyNode> = choose<JourneyNode>((written) => {
  const word = doOf(written);
  return Object.entries(KINDS).find(([name]) => name === word)?.[1] ?? undecided;
});

function doOf(written: unknown): unknown {
  return typeof written === 'object' && written !== null ? Reflect.get(written, 'do') : undefined;
}
