import type { Program } from '../program/program.ts';

/** What a condition may speak of when it is checked. */
export interface Scope {
  readonly program: Program;
  /** The journey's nodes; null where no run asks: in entries and earn rules. */
  readonly nodes: { readonly all: readonly string[]; readonly messages: readonly string[] } | null;
}
