import type { Watch } from '../condition/watch.ts';
import type { JourneyControl } from '../journey/control.ts';
import type { Journey } from '../journey/journey.ts';
import type { Program } from '../program/program.ts';
import type { Instant } from '../values/instant.ts';

/**
 * All rules in force from one instant on. Every publication and every pause, resume and stop makes a new revision,
 * so that what was decided when can be decided again. Revisions count from 1 within a program.
 */
export interface Definitions {
  readonly revision: number;
  readonly publishedAt: Instant;
  readonly program: Program;
  /** Current version of each journey, in order of first publication. */
  readonly journeys: readonly PublishedJourney[];
  /** Earlier versions in which runs may still be open. */
  readonly older: readonly Journey[];
  readonly watches: readonly Watch[];
  /** Fingerprint of the watches. */
  readonly watched: string;
}

export interface PublishedJourney {
  readonly journey: Journey;
  /** When the first version came into force: audience at launch is decided there. */
  readonly firstPublishedAt: Instant;
  readonly control: JourneyControl;
}
