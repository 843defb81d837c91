import type { ImportStanding } from '../activities/import-activities.ts';

/** Shows the operator how far an import is, in Markdown. */
export function importDetails(standing: ImportStanding): string {
  return [
    headline(standing),
    '',
    '| | |',
    '|---|---:|',
    row('lines read', standing.linesRead),
    row('skipped', standing.skipped),
    row('rejected', standing.rejected),
    row('events found', standing.events),
    row('recorded', standing.recorded),
    row('there already', standing.duplicates),
    row('members enrolled', standing.enrolled),
  ].join('\n');
}

function headline(standing: ImportStanding): string {
  if (standing.failureCode !== null) return `**failed:** \`${standing.failureCode}\``;
  if (standing.status !== 'running') return `**${standing.status}**`;
  return PHASES[standing.phase](standing);
}

const PHASES: Readonly<Record<ImportStanding['phase'], (standing: ImportStanding) => string>> = {
  reading: ({ bytesRead, bytes }) => `**reading the file**, ${percent(bytesRead, bytes)}`,
  recording: ({ recorded, duplicates, events }) => `**recording**, ${percent(recorded + duplicates, events)}`,
  marking: () => '**having members looked at**, at the present',
};

function row(name: string, count: number): string {
  return `| ${name} | ${count} |`;
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole))} %`;
}
