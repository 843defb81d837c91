import { expect, it } from 'vitest';
import { parsePublicId, publicId } from './public-id.ts';
import { parseUuid } from '../../domain/values/identity.ts';

const UUID_TEXT = '0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f';

it('reads back what it wrote', () => {
  const id = parseUuid(UUID_TEXT);
  expect(id).not.toBeNull();
  if (id !== null) expect(parsePublicId('mem', publicId('mem', id))).toBe(id);
});

it('never takes the id of another kind, or a bare UUID', () => {
  expect(parsePublicId('mem', `run_${UUID_TEXT}`)).toBeNull();
  expect(parsePublicId('mem', UUID_TEXT)).toBeNull();
  expect(parsePublicId('mem', 'mem_')).toBeNull();
});
