/**
 * `JSON.stringify` escapes the character 0 and halves of surrogate pairs; an even number of backslashes may stand
 * before.
 */
const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** JSON holds a character that PostgreSQL has no text for. Its code is the SQLSTATE with which `jsonb` refuses it. */
export class UnkeepableText extends Error {
  override readonly name = 'UnkeepableText';
  readonly code = '22P05';
}

/**
 * Plain JSON as text for a column of type `json`. Throws `UnkeepableText` where `jsonb` would refuse: `json` keeps such
 * text, but whatever looks inside it later fails.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.includes('\\u') && UNKEEPABLE.test(text)) {
    throw new UnkeepableText('the JSON holds a character that cannot be kept');
  }
  return text;
}
