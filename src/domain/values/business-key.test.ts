import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  awardKey,
  eventKey,
  instructionKey,
  passageKey,
  repaymentKey,
  requestKey,
  resolutionKey,
  reversalKey,
  settlementKey,
} from './business-key.ts';
import { deriveUuid } from './identity.ts';

const RUN = deriveUuid('run', '1');
const LOT = deriveUuid('lot', '1');

/** Texts that are made to be mistaken for one another. */
const text = fc.string({ unit: fc.constantFrom(':', '%', '3', 'A', 'event', 'award', RUN), maxLength: 4 });

const keyed = fc.oneof(
  fc.tuple(fc.constant(eventKey), fc.record({ source: text, externalId: text })).map(keyOf),
  fc.tuple(fc.constant(requestKey), fc.record({ source: text, requestId: text })).map(keyOf),
  fc
    .tuple(fc.constant(awardKey), fc.record({ runId: fc.constant(RUN), node: text, passage: fc.nat(9) }))
    .map(keyOf),
  fc.constantFrom('vest' as const, 'expire' as const).map((kind) => ({
    thing: kind,
    key: settlementKey(kind, LOT),
  })),
  fc.constantFrom('hold' as const, 'redeem' as const, 'adjust' as const, 'opening' as const).map((kind) => ({
    thing: kind,
    key: instructionKey(kind, LOT),
  })),
  fc
    .tuple(
      fc.constantFrom('transfer' as const, 'merge' as const),
      fc.constantFrom('out' as const, 'into' as const),
    )
    .map(([kind, side]) => ({ thing: `${kind} ${side}`, key: passageKey(kind, LOT, side) })),
  text.map((by) => ({ thing: `reverse ${by}`, key: reversalKey(LOT, by) })),
  fc.constant({ thing: 'repay', key: repaymentKey(LOT) }),
  fc.constant({ thing: 'resolve', key: resolutionKey(LOT) }),
);

function keyOf<T>([build, thing]: readonly [(thing: T) => string, T]) {
  return { thing: `${build.name} ${JSON.stringify(thing)}`, key: build(thing) };
}

it('different things never share a key, whatever their senders called them', () => {
  fc.assert(
    fc.property(keyed, keyed, (one, other) => {
      expect(one.key === other.key).toBe(one.thing === other.thing);
    }),
    { numRuns: 2_000 },
  );
});

it('a request cannot take the key of an award of a run, nor two sources one event', () => {
  expect(requestKey({ source: RUN, requestId: 'gift:1' })).not.toBe(
    awardKey({ runId: RUN, node: 'gift', passage: 1 }),
  );
  expect(eventKey({ source: 'till', externalId: 'a:1' })).not.toBe(
    eventKey({ source: 'till:a', externalId: '1' }),
  );
});

it('keys are read without effort where names hold no colon', () => {
  expect(eventKey({ source: 'till', externalId: 'order-1' })).toBe('event:till:order-1');
  expect(awardKey({ runId: RUN, node: 'gift', passage: 2 })).toBe(`award:${RUN}:gift:2`);
});
