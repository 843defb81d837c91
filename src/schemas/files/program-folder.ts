import type { Journey } from '../../domain/journey/journey.ts';
import type { Program } from '../../domain/program/program.ts';

/** A text file, named by its path below the program's folder, with `/` between names. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A journey as its file says it; publishing gives it its version. */
export type JourneyDraft = Omit<Journey, 'version'>;

/** The Liquid sources of one message. */
export interface Template {
  readonly id: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Everything that one program is made of, checked as a whole: what `plan` compares and `apply` publishes. */
export interface ProgramFolder {
  readonly program: { readonly definition: Program; readonly source: string };
  readonly journeys: readonly { readonly definition: JourneyDraft; readonly source: string }[];
  readonly templates: readonly Template[];
}
