import { expect, it } from 'vitest';
import { instantOf } from '../domain/values/instant.ts';
import { newUuid } from './new-uuid.ts';

it('is a version 7 UUID that begins with the millisecond', () => {
  const uuid = newUuid(instantOf(0x0198_c0de_5a1e));
  expect(uuid).toMatch(/^0198c0de-5a1e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('is another one each time', () => {
  const now = instantOf(1_800_000_000_000);
  expect(new Set(Array.from({ length: 1_000 }, () => newUuid(now))).size).toBe(1_000);
});
