import type { Run } from '../../domain/journey/run.ts';
import type { Decision } from '../../domain/lifecycle/advance-result.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import type { Lifecycle } from '../../domain/lifecycle/lifecycle.ts';
import { readStored } from './format.ts';
import type { Format } from './format.ts';

/** What a lifecycle remembers besides its facts. */
export type LifecycleMemory = Pick<Lifecycle, 'revision' | 'position' | 'entries'>;

const LIFECYCLE: Format<Omit<Lifecycle, 'runs'>> = {
  name: 'lifecycle',
  version: 1,
  names: ['memberId', 'revision', 'position', 'at', 'facts', 'entries'],
  upcasters: {},
};

const MEMORY: Format<LifecycleMemory> = { ...LIFECYCLE, names: ['revision', 'position', 'entries'] };

const RUN: Format<Run> = {
  name: 'run',
  version: 1,
  names: ['id', 'journey', 'journeyVersion', 'standing', 'nodes', 'passages'],
  upcasters: {},
};

const FACTS: Format<Facts> = {
  name: 'facts',
  version: 1,
  names: ['folded', 'attributes', 'consents', 'balances', 'occurrences', 'trails', 'watched'],
  upcasters: {},
};

const DECISIONS: Format<{ readonly decisions: readonly Decision[] }> = {
  name: 'decisions',
  version: 1,
  names: ['decisions'],
  upcasters: {},
};

/** `lifecycle.state`. The open runs have rows of their own and are put back in, oldest first. */
export function readLifecycle(stored: unknown, runs: Lifecycle['runs']): Lifecycle {
  const state = readStored(LIFECYCLE, stored);
  return { ...state, facts: readFacts(state.facts), runs };
}

/** `lifecycle.state` read without its facts: enough to tell whether an event can matter. */
export function readLifecycleMemory(stored: unknown): LifecycleMemory {
  return readStored(MEMORY, stored);
}

export function writeLifecycle(lifecycle: Lifecycle): string {
  return JSON.stringify({ ...lifecycle, runs: undefined });
}

/** `run.state`. */
export function readRun(stored: unknown): Run {
  return readStored(RUN, stored);
}

export function writeRun(run: Run): string {
  return JSON.stringify(run);
}

/** `member_facts.facts`. */
export function readFacts(stored: unknown): Facts {
  return readStored(FACTS, stored);
}

export function writeFacts(facts: Facts): string {
  return JSON.stringify(facts);
}

/** `decision.decisions`: all that one advance decided, in order. */
export function readDecisions(stored: unknown): readonly Decision[] {
  return readStored(DECISIONS, stored).decisions;
}

export function writeDecisions(decisions: readonly Decision[]): string {
  return JSON.stringify({ version: DECISIONS.version, decisions });
}
