import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './json.ts';

/** SHA-256 in lower-case hexadecimal; text is hashed as UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  return bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content));
}

/** The same 64 hexadecimal digits for equal plain JSON, whatever the order of names; throws for anything else. */
export function fingerprint(json: unknown): string {
  return sha256Hex(canonicalJson(json));
}

/** SHA-256 over a list of texts. Each goes in with its length, so that ('a', 'bc') and ('ab', 'c') differ. */
export function sha256OfParts(parts: readonly string[]): string {
  return sha256Hex(parts.map((part) => `${part.length}:${part}`).join(''));
}

/**
 * Where a member stands among all, in per cent from 0 (included) to 100 (excluded): evenly spread, for ever the same
 * for one salt, and independent between salts.
 */
export function cohortPercent(salt: string, memberId: string): number {
  const digits = sha256OfParts(['cohort', salt, memberId]).slice(0, 12);
  return (Number.parseInt(digits, 16) / 2 ** 48) * 100;
}
