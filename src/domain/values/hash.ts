import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from './json.ts';

// An id is hashed several times for every event, so what hashing needs is made once: 0.6 µs instead of 2.3.
const unused = sha256.create();
const inUse = sha256.create();
const digest = new Uint8Array(32);
const encoder = new TextEncoder();
/** UTF-16 units of a text that is encoded in place; UTF-8 takes three bytes for one, at most. */
const SHORT_TEXT_LENGTH_MAX = 1_024;
const shortText = new Uint8Array(SHORT_TEXT_LENGTH_MAX * 3);

/** SHA-256 in lower-case hexadecimal; text is hashed as UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? utf8Of(content) : content;
  unused._cloneInto(inUse).update(bytes).digestInto(digest);
  return bytesToHex(digest);
}

/** The same 64 hexadecimal digits for equal plain JSON, whatever the order of names; throws for anything else. */
export function fingerprint(json: unknown): string {
  return sha256Hex(canonicalJson(json));
}

/** SHA-256 over a list of texts. Each goes in with its length, so that ('a', 'bc') and ('ab', 'c') differ. */
export function sha256OfParts(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return sha256Hex(text);
}

/**
 * Where a member stands among all, in per cent from 0 (included) to 100 (excluded): evenly spread, for ever the same
 * for one salt, and independent between salts.
 */
export function cohortPercent(salt: string, memberId: string): number {
  const digits = sha256OfParts(['cohort', salt, memberId]).slice(0, 12);
  return (Number.parseInt(digits, 16) / 2 ** 48) * 100;
}

/** The bytes of a text, until the next one is asked for. */
function utf8Of(text: string): Uint8Array {
  if (text.length > SHORT_TEXT_LENGTH_MAX) return encoder.encode(text);
  return shortText.subarray(0, encoder.encodeInto(text, shortText).written);
}
