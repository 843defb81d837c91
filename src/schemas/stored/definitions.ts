import type { Journey } from '../../domain/journey/journey.ts';
import type { JourneyControl } from '../../domain/journey/control.ts';
import type { Program } from '../../domain/program/program.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readStored } from './format.ts';
import type { Format } from './format.ts';

/** One journey in a revision: the version in force, when its first came into force, and whether it runs. */
export interface RevisionJourney {
  readonly id: string;
  readonly version: number;
  readonly firstPublishedAt: Instant;
  readonly control: JourneyControl;
}

const PROGRAM: Format<{ readonly program: Program }> = {
  name: 'program',
  version: 1,
  names: ['program'],
  upcasters: {},
};

const JOURNEY: Format<{ readonly journey: Journey }> = {
  name: 'journey',
  version: 1,
  names: ['journey'],
  upcasters: {},
};

const REVISION: Format<{ readonly journeys: readonly RevisionJourney[] }> = {
  name: 'revision',
  version: 1,
  names: ['journeys'],
  upcasters: {},
};

/** `program_version.definition`. */
export function readProgram(stored: unknown): Program {
  return readStored(PROGRAM, stored).program;
}

export function writeProgram(program: Program): string {
  return JSON.stringify({ version: PROGRAM.version, program });
}

/** `journey_version.definition`. The journey's own version counts its publications; the format's is beside it. */
export function readJourney(stored: unknown): Journey {
  return readStored(JOURNEY, stored).journey;
}

export function writeJourney(journey: Journey): string {
  return JSON.stringify({ version: JOURNEY.version, journey });
}

/** `revision.journeys`, in order of first publication. */
export function readRevisionJourneys(stored: unknown): readonly RevisionJourney[] {
  return readStored(REVISION, stored).journeys;
}

export function writeRevisionJourneys(journeys: readonly RevisionJourney[]): string {
  return JSON.stringify({ version: REVISION.version, journeys });
}
