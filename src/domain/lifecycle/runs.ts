import type { Exit, Journey, JourneyNode, Outcome } from '../journey/journey.ts';
import { kindOf } from '../journey/nodes/registry.ts';
import type { Next, Scene } from '../journey/nodes/node-kind.ts';
import { askAgainAt } from '../journey/reentry.ts';
import { messageIdOf, type OpenRun, type Stay } from '../journey/run.ts';
import { acts, actsAt, heardBy } from '../journey/trigger.ts';
import { earliest } from '../values/earliest.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { WithdrawnMessage } from './advance-result.ts';
import type { Draft } from './draft.ts';

/** A run that passes so many nodes at one look without standing at any goes round in a circle. */
const MOVES_MAX = 100;

/** Begins a run. `journey_entered` is in the log before anything that the run does, and the run does not hear it. */
export function startRun(draft: Draft, journey: Journey, reason: string, data: JsonObject): void {
  const { occasion, at, zone } = draft;
  const cause = occasion.kind === 'event' ? occasion.event.id : String(at);
  const run: OpenRun = {
    version: 1,
    id: deriveUuid('run', draft.memberId, journey.id, '', cause),
    journey: journey.id,
    journeyVersion: journey.version,
    key: null,
    startedAt: at,
    startedAfter: draft.facts.folded + 1,
    data,
    nodes: {},
    passages: {},
    standing: standingAt(draft, journey.start),
  };
  const { id, journeyVersion: version } = run;
  draft.remember(journey.id, { lastStartedAt: at, askAgainAt: askAgainAt(journey.entry, 'start', at, zone) });
  draft.decide({ journey: journey.id, runId: id, what: 'entered', node: null, reason, values: {} });
  draft.happen(run, null, 'journey_entered', { journey: journey.id, version, run: id });
  const exit = exitOf(draft, journey, run);
  if (exit !== undefined) endRun(draft, run, exit);
  else follow(draft, journey, ...arrival(draft, journey, run, journey.start));
}

/** Shows an open run the occasion: the first exit that acts ends it, else its node says whether it moves on. */
export function lookAtRun(draft: Draft, run: OpenRun): void {
  const journey = draft.journeyOf(run);
  const exit = exitOf(draft, journey, run);
  if (exit !== undefined) return cutShort(draft, run, exit, 'exited');
  const node = nodeAt(journey, run.standing.node);
  const kind = kindOf(node);
  const scene = sceneOf(draft, journey, run);
  const next = isDue(draft, run) ? kind.due?.(node, scene) : kind.look?.(node, scene);
  if (next !== undefined) follow(draft, journey, run, next);
}

/** Ends a run from outside its nodes: a message that it stands at is withdrawn. */
export function cutShort(draft: Draft, run: OpenRun, end: End, reason: WithdrawnMessage['reason']): void {
  const node = nodeAt(draft.journeyOf(run), run.standing.node);
  if (node.kind === 'message') draft.withdrawn.push({ messageId: messageIdOf(run), reason });
  endRun(draft, run, end);
}

/** When time alone makes a run do something; a pause leaves only the exits. */
export function runDeadline(draft: Draft, run: OpenRun): Instant | null {
  const journey = draft.journeyOf(run);
  const scene = sceneOf(draft, journey, run);
  const exits = journey.exits.map(({ trigger }) => actsAt(trigger, scene.moment));
  if (draft.isPaused(run.journey)) return earliest(exits);
  const node = nodeAt(journey, run.standing.node);
  return earliest([...exits, run.standing.dueAt, kindOf(node).until?.(node, scene) ?? null]);
}

/** The types of event that an open run listens to; `*`: any. */
export function heardByRun(draft: Draft, run: OpenRun): readonly string[] {
  const journey = draft.journeyOf(run);
  const node = nodeAt(journey, run.standing.node);
  return [...journey.exits.flatMap(({ trigger }) => heardBy(trigger)), ...(kindOf(node).hears?.(node) ?? [])];
}

interface End {
  readonly reason: string;
  readonly outcome: Outcome;
}

function endRun(draft: Draft, run: OpenRun, { reason, outcome }: End): void {
  const { at, zone } = draft;
  const { id, journey, journeyVersion: version } = run;
  const asked = askAgainAt(draft.journeyOf(run).entry, 'end', at, zone);
  draft.remember(journey, { lastEndedAt: at, ...(asked !== null && { askAgainAt: asked }) });
  draft.decide({ journey, runId: id, what: 'ended', node: run.standing.node, reason, values: { outcome } });
  draft.happen(run, null, 'journey_ended', { journey, version, run: id, reason, outcome });
  draft.save({ ...run, standing: { kind: 'ended', at, reason, outcome } });
}

function exitOf(draft: Draft, journey: Journey, run: OpenRun): Exit | undefined {
  const moment = draft.moment(run);
  return journey.exits.find(({ trigger }) => acts(trigger, run.startedAfter, draft.occasion, moment));
}

function isDue(draft: Draft, { journey, standing }: OpenRun): boolean {
  return standing.dueAt !== null && standing.dueAt <= draft.at && !draft.isPaused(journey);
}

/** Moves the run by what its nodes say until it stands or ends. */
function follow(draft: Draft, journey: Journey, from: OpenRun, first: Next): void {
  let run = from;
  let next = first;
  for (let moves = 0; moves < MOVES_MAX; moves += 1) {
    if (next.kind === 'end') return endRun(draft, run, next);
    if (next.kind === 'stay') return settle(draft, run, next);
    [run, next] = arrival(draft, journey, left(draft, run, next), next.to);
  }
  throw new Error(`journey ${journey.id}, node ${run.standing.node}: ${MOVES_MAX} moves at one look`);
}

/** The run at a node, in a new passage, and what the node makes of it. */
function arrival(draft: Draft, journey: Journey, from: OpenRun, to: string): [OpenRun, Next] {
  const passages = { ...from.passages, [to]: (from.passages[to] ?? 0) + 1 };
  const run = { ...from, passages, standing: standingAt(draft, to) };
  const node = nodeAt(journey, to);
  return [run, kindOf(node).arrive(node, sceneOf(draft, journey, run))];
}

function settle(draft: Draft, run: OpenRun, { dueAt, message }: Next & { kind: 'stay' }): void {
  if (message !== undefined) draft.messages.push(message);
  draft.save({ ...run, standing: { ...run.standing, dueAt } });
}

/** The run with the result of the node that it leaves; what the node did is done. */
function left(draft: Draft, run: OpenRun, next: Next & { kind: 'go' }): OpenRun {
  const { node } = run.standing;
  const { result, happened = [], posted, because = {} } = next;
  draft.decide({
    journey: run.journey,
    runId: run.id,
    what: 'moved',
    node,
    reason: next.way,
    values: because,
  });
  if (posted !== undefined) draft.post(run, node, posted.transaction, posted.balances);
  for (const { type, data } of happened) draft.happen(run, node, type, data);
  return result === undefined ? run : { ...run, nodes: { ...run.nodes, [node]: result } };
}

function standingAt(draft: Draft, node: string): Stay {
  return { kind: 'open', node, since: draft.at, after: draft.facts.folded, dueAt: null, movedByMs: 0 };
}

function sceneOf(draft: Draft, journey: Journey, run: OpenRun): Scene {
  const { definitions, occasion } = draft;
  return { program: definitions.program, journey, run, moment: draft.moment(run), occasion };
}

function nodeAt(journey: Journey, id: string): JourneyNode {
  const node = journey.nodes[id];
  if (node === undefined) throw new Error(`journey ${journey.id} has no node ${id}`);
  return node;
}
