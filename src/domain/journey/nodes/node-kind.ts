import type { Condition } from '../../condition/condition.ts';
import type { Moment } from '../../condition/moment.ts';
import type { Scope } from '../../condition/scope.ts';
import type { PlannedMessage } from '../../lifecycle/advance-result.ts';
import type { Occasion } from '../../lifecycle/step.ts';
import type { Balances } from '../../ledger/balance.ts';
import type { LedgerTransaction } from '../../ledger/transaction.ts';
import type { Fault } from '../../program/fault.ts';
import type { Program } from '../../program/program.ts';
import type { Instant } from '../../values/instant.ts';
import type { JsonObject } from '../../values/json.ts';
import type { ValueSource } from '../../values/reference.ts';
import type { Journey, JourneyNode, Outcome } from '../journey.ts';
import type { OpenRun } from '../run.ts';

/** What a node may read when it says where the run goes. The run stands at this very node. */
export interface Scene {
  readonly program: Program;
  readonly journey: Journey;
  readonly run: OpenRun;
  readonly moment: Moment;
  readonly occasion: Occasion;
}

/**
 * What becomes of a run at a node.
 * - `stay`: it stands here; `dueAt` is when time moves it on, null: never. `message` is the effect it waits for.
 * - `go`: it leaves by a way, which names a node, and what the node did is done with it.
 * - `end`: the run is over.
 */
export type Next =
  | { readonly kind: 'stay'; readonly dueAt: Instant | null; readonly message?: PlannedMessage }
  | (Leave & { readonly kind: 'go'; readonly way: string; readonly to: string })
  | { readonly kind: 'end'; readonly reason: string; readonly outcome: Outcome };

interface Leave {
  /** The node's result, from now on in `nodes.<id>`. */
  readonly result?: JsonObject;
  /** What the node made happen: appended to the log in this order. */
  readonly happened?: readonly { readonly type: string; readonly data: JsonObject }[];
  /** Points that it moved, and the member's balances after: they appear in the log by the events of the ledger. */
  readonly posted?: { readonly transaction: LedgerTransaction; readonly balances: Balances };
  /** What decided the way, for `explain`. */
  readonly because?: JsonObject;
}

/** A way on: its name in the journey's file, the node that it leads to, and whether time must pass before it is taken. */
export interface Way {
  readonly name: string;
  readonly to: string;
  readonly takesTime?: boolean;
}

/** Something that a node says, and its place in the node as the file has it. */
export interface Placed<T> {
  readonly path: Fault['path'];
  readonly value: T;
}

/** What a node may speak of when its journey is checked. */
export interface JourneyScope extends Scope {
  /** Consent topic of the journey's marketing messages. */
  readonly topic: string | null;
}

/** All that is known of a kind of node. A node at which runs never stand needs neither `due`, `look`, `until` nor `hears`. */
export interface NodeKind<N extends JourneyNode> {
  /** The run arrives. */
  arrive(node: N, scene: Scene): Next;
  /** Time has come to the run's `dueAt`. */
  due?(node: N, scene: Scene): Next;
  /** Something was folded, or the instant of `until` has come, while the run stands here. */
  look?(node: N, scene: Scene): Next;
  /** When time alone may change what `look` says; null: never. */
  until?(node: N, scene: Scene): Instant | null;
  /** The types of event that may change what `look` says; `*`: any. */
  hears?(node: N): readonly string[];
  /** Every way out, in the order of the file. */
  ways(node: N): readonly Way[];
  /** Every condition that decides something here: facts remember what they ask for. */
  conditions?(node: N): readonly Placed<Condition>[];
  /** Every value that it reads. */
  sources?(node: N): readonly Placed<ValueSource>[];
  /** What else it says that program and journey do not know, by its place in the node. */
  check?(node: N, scope: JourneyScope): readonly Fault[];
}

export function go(way: string, to: string, leave: Leave = {}): Next {
  return { kind: 'go', way, to, ...leave };
}

export function stay(dueAt: Instant | null): Next {
  return { kind: 'stay', dueAt };
}
