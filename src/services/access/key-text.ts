import { randomBytes } from 'node:crypto';
import { newSecret } from './secret.ts';

const ID_BYTES = 6;
const KEY_TEXT = /^pk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** The two parts of an API key: the id is no secret and may be logged. */
export interface KeyText {
  readonly id: string;
  readonly secret: string;
}

export function newKeyText(): KeyText {
  return { id: randomBytes(ID_BYTES).toString('hex'), secret: newSecret() };
}

/** `pk_<id>_<secret>`: a form that scanners for leaked secrets recognise. */
export function formatKeyText({ id, secret }: KeyText): string {
  return `pk_${id}_${secret}`;
}

export function parseKeyText(text: string): KeyText | null {
  const [, id, secret] = KEY_TEXT.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}
