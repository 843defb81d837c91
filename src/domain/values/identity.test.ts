import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cohortPercent, fingerprint, sha256Hex } from './hash.ts';
import { deriveUuid, parseUuid } from './identity.ts';
import { canonicalJson } from './json.ts';

describe('deriveUuid', () => {
  it('makes the same version 8 UUID for the same parts, for ever', () => {
    expect(deriveUuid('run', 'member', 'winback')).toBe('a259cb05-c3ff-82cf-b99a-f0ca38221911');
    expect(deriveUuid('run', 'member', 'winback')).toMatch(/^.{8}-.{4}-8.{3}-[89ab].{3}-.{12}$/);
  });

  it('tells apart parts that join to the same text', () => {
    expect(deriveUuid('a', 'bc')).not.toBe(deriveUuid('ab', 'c'));
    expect(deriveUuid('a', '')).not.toBe(deriveUuid('a'));
    expect(deriveUuid('1:a')).not.toBe(deriveUuid('', 'a'));
  });
});

describe('parseUuid', () => {
  it('reads either case and keeps the lower', () => {
    expect(parseUuid('0191E5B8-7B1C-7D9E-8F00-0123456789AB')).toBe('0191e5b8-7b1c-7d9e-8f00-0123456789ab');
  });

  it.each(['', '0191e5b87b1c7d9e8f000123456789ab', '{0191e5b8-7b1c-7d9e-8f00-0123456789ab}'])(
    'refuses "%s"',
    (text) => {
      expect(parseUuid(text)).toBeNull();
    },
  );
});

describe('hashes', () => {
  it('is SHA-256 (FIPS 180-4, example "abc")', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('hashes texts of any length as their UTF-8', () => {
    for (const text of ['', 'é', '\ud800', '🙂'.repeat(512), `${'🙂'.repeat(512)}x`, 'ü'.repeat(10_000)]) {
      expect(sha256Hex(text)).toBe(hash('sha256', text, 'hex'));
      expect(sha256Hex(new TextEncoder().encode(text))).toBe(hash('sha256', text, 'hex'));
    }
  });

  it('does not see the order of names, and sees the order of lists', () => {
    expect(fingerprint({ a: 1, b: [1, 2] })).toBe(fingerprint({ b: [1, 2], a: 1 }));
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
    expect(canonicalJson({ b: null, a: { d: 'é', c: undefined } })).toBe('{"a":{"d":"é"},"b":null}');
  });

  it('refuses what is not plain JSON', () => {
    expect(() => canonicalJson({ at: new Date(0) })).toThrow(TypeError);
    expect(() => canonicalJson([Number.NaN])).toThrow(TypeError);
    expect(() => canonicalJson(10n)).toThrow(TypeError);
  });
});

describe('cohortPercent', () => {
  const members = Array.from({ length: 10_000 }, (_, index) => `member-${index}`);

  it('spreads members evenly', () => {
    for (const percent of [1, 10, 50, 90]) {
      const share = members.filter((member) => cohortPercent('salt', member) < percent).length / 100;
      // Five standard deviations of a binomial with 10,000 draws, which is at most 2.5 per cent.
      expect(Math.abs(share - percent)).toBeLessThan(2.5);
    }
  });

  it('is independent between salts', () => {
    const both = members.filter(
      (member) => cohortPercent('a', member) < 50 && cohortPercent('b', member) < 50,
    );
    expect(Math.abs(both.length / 100 - 25)).toBeLessThan(2.2);
  });
});
