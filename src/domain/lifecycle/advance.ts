import type { MemberEvent } from '../event/member-event.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { Advanced } from './advance-result.ts';
import { nextDeadline } from './deadlines.ts';
import type { Definitions } from './definitions.ts';
import { Draft } from './draft.ts';
import { lookAtEntry } from './entries.ts';
import { foldLog, lifecycleOrder } from './evolve.ts';
import type { Lifecycle } from './lifecycle.ts';
import { publish } from './publish.ts';
import { cutShort, heardByRun, lookAtRun } from './runs.ts';
import type { Step } from './step.ts';

export interface AdvanceInput {
  readonly lifecycle: Lifecycle;
  /** The log after the lifecycle's position without origin `lifecycle`, by sequence; what is recorded after `now` waits. */
  readonly inbox: readonly MemberEvent[];
  /**
   * The definitions in force for the lifecycle's revision, then every later revision, by revision. For revision 0 those
   * that were replaced before the lifecycle's instant may be missing; they are passed over.
   */
  readonly publications: readonly Definitions[];
  readonly now: Instant;
  /** The member's whole log: needed where `needsRefold` says so, and never read otherwise. */
  readonly history?: readonly MemberEvent[];
}

/** More looks than this at one instant are a journey that feeds itself. */
const LOOKS_AT_AN_INSTANT_MAX = 1_000;

/**
 * Moves a member through lifecycle and journeys up to `now`: takes every publication, deadline and event that is due, in
 * the order of time, each at its own instant, and decides with the facts of that instant. Pure: the same input gives
 * the same answer, and many small advances give what one large gives, so it does not matter how events were batched or
 * how long a worker was away.
 *
 * At one instant publications come first, then deadlines, then events; an event's instant is its `recordedAt`. What is
 * recorded or published before the lifecycle's instant happens at that instant: a decision is never undone.
 *
 * At each step, the open runs look first, oldest first: the first exit that acts ends a run, else its node may move it
 * on. Then each journey's entry looks, in the order of publication. What they make happen is folded at once and looked
 * at in turn, at the same instant, before the next step. What an event made when it was recorded, such as the points
 * that it earned, is folded before anyone looks at it.
 *
 * Throws where definitions are at fault: a circle of nodes or events, a missing version, a deadline that does not pass.
 */
export function advance(input: AdvanceInput): Advanced {
  const { now } = input;
  const [draft, agenda] = begin(input);
  for (let step = nextStep(draft, agenda, now); step !== null; step = nextStep(draft, agenda, now)) {
    take(draft, agenda, step, input.history ?? []);
  }
  return resultOf(draft, now);
}

/** Whether advancing through these publications needs the whole log, because one of them watches other events. */
export function needsRefold(lifecycle: Lifecycle, publications: readonly Definitions[]): boolean {
  const { folded, watched } = lifecycle.facts;
  return folded > 0 && fromInForce(lifecycle, publications).some((each) => each.watched !== watched);
}

/** The definitions that the lifecycle goes by, then the later ones. Before its first step it goes by those in force then. */
function fromInForce(
  { revision, at }: Lifecycle,
  publications: readonly Definitions[],
): readonly Definitions[] {
  const current =
    revision === 0
      ? publications.findLastIndex(({ publishedAt }) => publishedAt <= at)
      : publications.findIndex((definitions) => definitions.revision === revision);
  return publications.slice(Math.max(0, current));
}

/** What is still to come; a step that is taken leaves it. */
interface Agenda {
  readonly publications: Definitions[];
  readonly inbox: MemberEvent[];
}

function begin({ lifecycle, inbox, publications }: AdvanceInput): [Draft, Agenda] {
  const { revision, position } = lifecycle;
  const [inForce, ...later] = fromInForce(lifecycle, publications);
  if (inForce === undefined || (revision > 0 && inForce.revision !== revision)) {
    throw new Error(`the definitions of revision ${revision} are missing`);
  }
  const agenda = {
    publications: revision === 0 ? [inForce, ...later] : later,
    inbox: inbox.filter(({ seq, origin }) => seq > position && origin !== 'lifecycle'),
  };
  return [new Draft(lifecycle, inForce), agenda];
}

/** The earliest of what is still to come; at one instant a publication before a deadline before an event. */
function nextStep(draft: Draft, { publications, inbox }: Agenda, now: Instant): Step | null {
  const notBefore = (instant: Instant): Instant => (instant > draft.at ? instant : draft.at);
  const [definitions] = publications;
  const [event] = inbox;
  const hasRules = draft.revision > 0;
  const deadline = hasRules ? nextDeadline(draft) : null;
  const steps: Step[] = [];
  if (definitions !== undefined) {
    steps.push({ kind: 'publication', at: notBefore(definitions.publishedAt), definitions });
  }
  if (deadline !== null) steps.push({ kind: 'deadline', at: notBefore(deadline) });
  if (hasRules && event !== undefined) steps.push({ kind: 'event', at: notBefore(event.recordedAt), event });
  return steps
    .filter(({ at }) => at <= now)
    .reduce<Step | null>((first, step) => (first === null || step.at < first.at ? step : first), null);
}

function take(draft: Draft, agenda: Agenda, step: Step, history: readonly MemberEvent[]): void {
  if (step.kind !== 'deadline' || step.at > draft.at) draft.looks = 0;
  draft.at = step.at;
  switch (step.kind) {
    case 'publication':
      agenda.publications.shift();
      refold(draft, step.definitions, history);
      publish(draft, step.definitions);
      look(draft);
      break;
    case 'deadline':
      draft.occasion = { kind: 'deadline' };
      look(draft);
      break;
    case 'event':
      takeEvent(draft, agenda.inbox, step.event);
      break;
  }
  for (let seen = draft.unseen.shift(); seen !== undefined; seen = draft.unseen.shift()) {
    draft.occasion = seen;
    look(draft);
  }
}

/** Takes an event, the next of the inbox, and what it made when it was recorded, which stands right behind it. */
function takeEvent(draft: Draft, inbox: MemberEvent[], event: MemberEvent): void {
  const taken = new Set<Uuid>();
  const isMade = ({ cause, recordedAt }: MemberEvent) =>
    cause?.event !== undefined && taken.has(cause.event) && recordedAt === event.recordedAt;
  for (let [next] = inbox; next !== undefined && (next === event || isMade(next)); [next] = inbox) {
    draft.take(next);
    taken.add(next.id);
    inbox.shift();
  }
}

const MERGED = { reason: 'merged', outcome: 'neutral' } as const;

/** Shows the draft's occasion to every open run, oldest first, and then to every entry; runs of who was merged end. */
function look(draft: Draft): void {
  draft.looks += 1;
  if (draft.looks > LOOKS_AT_AN_INSTANT_MAX) {
    const journeys = [...new Set(draft.decisions.slice(-10).map(({ journey }) => journey))].join(', ');
    throw new Error(`journeys ${journeys} feed themselves: ${LOOKS_AT_AN_INSTANT_MAX} looks at one instant`);
  }
  if (draft.facts.mergedInto !== undefined) {
    for (const run of draft.runs) cutShort(draft, run, MERGED, 'exited');
  }
  for (const run of draft.runs) lookAtRun(draft, run);
  for (const published of draft.definitions.journeys) lookAtEntry(draft, published);
}

/** Folds the member's whole past anew when the next definitions watch other events than the facts were folded with. */
function refold(draft: Draft, { watches, watched }: Definitions, history: readonly MemberEvent[]): void {
  const { facts, position, folded } = draft;
  if (facts.watched === watched) return;
  const isNew = new Set(folded.map(({ id }) => id));
  const isPast = ({ id, seq, origin }: MemberEvent) =>
    !isNew.has(id) && (origin === 'lifecycle' || seq <= position);
  const past = [...lifecycleOrder(history.filter(isPast)), ...folded];
  draft.facts = foldLog(past, watches, watched);
  if (draft.facts.folded !== facts.folded) {
    throw new Error(`the log folds ${draft.facts.folded} events, and the facts have folded ${facts.folded}`);
  }
}

function resultOf(draft: Draft, now: Instant): Advanced {
  const nextWakeAt = draft.revision === 0 ? null : nextDeadline(draft);
  if (nextWakeAt !== null && nextWakeAt <= now)
    throw new Error(`due at ${nextWakeAt}, yet ${now} has been reached`);
  const { lifecycle, events, transactions, messages, withdrawn, decisions } = draft;
  return {
    lifecycle,
    events,
    transactions,
    messages,
    withdrawn,
    runs: [...draft.changedRuns.values()],
    decisions,
    nextWakeAt,
    listensTo: [...new Set(draft.runs.flatMap((run) => heardByRun(draft, run)))],
  };
}
