import { context, ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api';
import type { DrainerDeps } from '../../drainer/drainer.ts';
import type { NudgeMember } from '../../temporal/nudge-member.ts';
import { memberWorkflowId } from '../../workflows/member-contract.ts';
import { inSpan } from './in-span.ts';

type AdvanceMarked = DrainerDeps['advanceMarked'];

/** A span for each batch of marked members, related to what marked them. A look that finds nobody leaves none. */
export function tracingAdvances(tracer: Tracer): (advance: AdvanceMarked) => AdvanceMarked {
  return (advance) => async (limit) => {
    const startTimeMs = Date.now();
    const batch = await advance(limit);
    if (batch.length > 0) {
      const causes = batch.flatMap(({ markedBy }) => markedBy ?? []);
      const attributes = { 'perennial.members': batch.length };
      await inSpan(tracer, { name: 'advance members', causes, attributes, startTimeMs }, () =>
        Promise.resolve(),
      );
    }
    return batch;
  };
}

/** A span for each nudge, in the trace that marked the member. Nudges that nobody's request caused are in no trace. */
export function tracingNudges(tracer: Tracer): (nudge: NudgeMember) => NudgeMember {
  return (nudge) => async (member) => {
    const { memberId, markedBy } = member;
    if (typeof markedBy !== 'string') return context.with(ROOT_CONTEXT, () => nudge(member));
    const attributes = { 'temporal.workflow.id': memberWorkflowId(memberId) };
    const span = { name: 'nudge', kind: SpanKind.PRODUCER, attributes, causes: [markedBy] };
    return inSpan(tracer, span, () => nudge(member));
  };
}
