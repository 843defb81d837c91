import type { SpentPolicy } from '../../../src/domain/ledger/reverse.ts';
import { assertNever } from '../../../src/domain/values/assert-never.ts';
import {
  instructionKey,
  passageKey,
  resolutionKey,
  reversalKey,
} from '../../../src/domain/values/business-key.ts';
import { deriveUuid, type Uuid } from '../../../src/domain/values/identity.ts';
import type { Instant } from '../../../src/domain/values/instant.ts';
import { PROGRAM } from '../../db/corner-coffee.ts';

export interface Line {
  readonly wallet: string;
  readonly points: number;
  readonly vestsAt: Instant | null;
  readonly expiresAt: Instant | null;
}

interface Spending {
  readonly member: Uuid;
  /** The sender's id of it. */
  readonly request: string;
  readonly wallet: string;
  readonly points: number;
}

interface OfRedemption {
  readonly member: Uuid;
  readonly redemption: Uuid;
}

interface Issue {
  readonly member: Uuid;
  /** The sender's id of it. */
  readonly request: string;
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly lines: readonly Line[];
}

/** Something that is done to a ledger at `now`; it names all that its outcome depends on. */
export type Operation = { readonly now: Instant } &
  /** A purchase is an award that is recorded without settling what is due. */
  (
    | ({ readonly kind: 'purchase' } & Issue)
    | ({ readonly kind: 'award' } & Issue)
    | ({ readonly kind: 'opening' } & Issue)
    | ({ readonly kind: 'redeem' } & Spending)
    | ({ readonly kind: 'hold'; readonly holdForMs: number } & Spending)
    | ({ readonly kind: 'capture'; readonly points: number | null } & OfRedemption)
    | ({ readonly kind: 'release' } & OfRedemption)
    | ({ readonly kind: 'reverseRedemption' } & OfRedemption)
    | ({ readonly kind: 'giveBack'; readonly points: number; readonly by: string } & OfRedemption)
    | {
        readonly kind: 'reverseAward';
        readonly member: Uuid;
        readonly awardKey: string;
        readonly lot: Uuid;
        readonly wallet: string;
        readonly points: number;
        readonly policy: SpentPolicy;
        readonly by: string;
      }
    | {
        readonly kind: 'adjust';
        readonly member: Uuid;
        readonly id: Uuid;
        readonly way: 'add' | 'take';
        readonly wallet: string;
        readonly points: number;
        readonly expiresAt: Instant | null;
      }
    | {
        readonly kind: 'transfer';
        readonly from: Uuid;
        readonly into: Uuid;
        readonly request: string;
        readonly id: Uuid;
        readonly wallet: string;
        readonly points: number;
      }
    | { readonly kind: 'merge'; readonly from: Uuid; readonly into: Uuid; readonly id: Uuid }
    | { readonly kind: 'sweep' }
    | { readonly kind: 'timeOut' }
  );

export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>;

export const SOURCE = 'till';

/** The id of the redemption that a request starts. */
export function redemptionIdOf({ member, request }: Pick<Spending, 'member' | 'request'>): Uuid {
  return deriveUuid('redemption', PROGRAM, member, SOURCE, request);
}

/** The id of the transfer that a request asks for. */
export function transferIdOf(request: string): Uuid {
  return deriveUuid('transfer', PROGRAM, SOURCE, request);
}

export function transactionId(member: Uuid, businessKey: string): Uuid {
  return deriveUuid('transaction', PROGRAM, member, businessKey);
}

/** The permanent key of the operation's transaction of a member; those without one of their own have none. */
export function keyOf(operation: Operation, member: Uuid): string | null {
  switch (operation.kind) {
    case 'purchase':
    case 'award':
    case 'opening':
      return operation.key;
    case 'redeem':
    case 'hold':
      return instructionKey(operation.kind, redemptionIdOf(operation));
    case 'capture':
    case 'release':
      return resolutionKey(operation.redemption);
    case 'reverseAward':
      return reversalKey(transactionId(operation.member, operation.awardKey), operation.by);
    case 'adjust':
      return instructionKey('adjust', operation.id);
    case 'transfer':
    case 'merge':
      return passageKey(operation.kind, operation.id, member === operation.from ? 'out' : 'into');
    case 'reverseRedemption':
    case 'giveBack':
    case 'sweep':
    case 'timeOut':
      return null;
    default:
      return assertNever(operation);
  }
}
