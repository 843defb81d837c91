import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { Conducted, Standpoint } from '../services/lifecycle/conducted.ts';
import { SEARCH_ATTRIBUTES } from './member-contract.ts';

/** A search attribute holds 2 KB, and more would fail the workflow's task for ever; a name takes 75 bytes at most. */
const JOURNEYS_SHOWN_MAX = 25;

/** Of each section of the details, which a server limits to 20 KB. */
const LINES_SHOWN_MAX = 20;

type Known = Exclude<Conducted, { readonly status: 'unknown' }>;

/** Shows the operator where the member stands and what comes next. */
export function show(standing: Known): void {
  setCurrentDetails(details(standing));
  const { typedSearchAttributes: shown } = workflowInfo();
  const changed = searchAttributes(standing).filter(
    ({ key, value }) => comparable(shown.get(key)) !== comparable(value),
  );
  // Each update is a write in the server's visibility store, so only what changed is written.
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** A static summary is lost when a run is continued as a new one, so the details say whose life it is as well. */
function details(standing: Known): string {
  return [`A member of \`${standing.programId}\`.`, ...sections(standing)].join('\n\n');
}

function sections(standing: Known): readonly string[] {
  if (standing.status === 'blocked') {
    return [
      '**Blocked.** Advancing this member fails. `perennial blocked` shows why and has them tried again.',
    ];
  }
  return [
    section('Journeys', standing.runs.map(runLine), 'none is open'),
    section('Effects', standing.effects.map(effectLine), 'none is open'),
    section('Next', standing.upcoming.map(upcomingLine), 'nothing is due by time alone'),
  ];
}

function section(title: string, lines: readonly string[], otherwise: string): string {
  if (lines.length === 0) return `**${title}:** ${otherwise}`;
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => `- ${line}`);
  const rest = lines.length > shown.length ? [`- and ${lines.length - shown.length} more`] : [];
  return [`**${title}**`, ...shown, ...rest].join('\n');
}

function runLine({ journey, journeyVersion, node, since }: Standpoint['runs'][number]): string {
  return `\`${journey}@${journeyVersion}\` at \`${node}\` since ${time(since)}`;
}

function effectLine({ summary }: Standpoint['effects'][number]): string {
  return summary;
}

function upcomingLine({ at, what }: Standpoint['upcoming'][number]): string {
  return `${time(at)}: ${what}`;
}

function time(instant: number): string {
  return new Date(instant).toISOString();
}

function searchAttributes(standing: Known): SearchAttributeUpdatePair[] {
  const { program, state, journeys, nextDue } = SEARCH_ATTRIBUTES;
  const runs = standing.status === 'conducted' ? standing.runs : [];
  const wake = standing.status === 'conducted' ? standing.nextWakeAt : null;
  const names = [...new Set(runs.map((run) => `${run.journey}@${run.journeyVersion}`))].toSorted();
  const shownNames = names.slice(0, JOURNEYS_SHOWN_MAX);
  const inJourney = names.length > 0 ? 'in_journey' : 'idle';
  return [
    { key: program, value: standing.programId },
    { key: state, value: standing.status === 'blocked' ? 'blocked' : inJourney },
    { key: journeys, value: shownNames.length > 0 ? shownNames : null },
    { key: nextDue, value: wake === null ? null : new Date(wake) },
  ];
}

function comparable(value: unknown): string {
  return JSON.stringify(value ?? null);
}
