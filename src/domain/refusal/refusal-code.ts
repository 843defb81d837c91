/**
 * The closed registry of expected refusals. HTTP problems, activity failures and `docs/errors.md` are made from it.
 * `status` is the HTTP status of a problem with this code; `title` is the same for every occurrence.
 */
export const REFUSALS = {
  invalid_input: { status: 422, title: 'The input does not have the expected shape' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  body_too_large: { status: 413, title: 'The body is larger than allowed' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  not_acceptable: { status: 406, title: 'None of the accepted content types can be produced' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  unauthenticated: { status: 401, title: 'An API key is missing or not valid' },
  forbidden: { status: 403, title: 'The API key does not allow this' },
  unknown_member: { status: 404, title: 'There is no such member in the program' },
  member_exists: { status: 409, title: 'A member with this external id exists' },
  unknown_wallet: { status: 422, title: 'The program has no such wallet' },
  unknown_topic: { status: 422, title: 'The program has no such topic' },
  unknown_journey: { status: 404, title: 'There is no such journey in the program' },
  journey_not_enterable: { status: 409, title: 'The journey cannot be entered by a request' },
  unknown_attribute: { status: 422, title: 'The program has no such attribute' },
  reserved_type: { status: 422, title: 'This event type is reserved for the platform itself' },
  foreign_source: { status: 403, title: 'The API key speaks for another source' },
  wrong_currency: { status: 422, title: 'The currency is not the program’s' },
  occurred_too_early: { status: 422, title: 'The event happened too long ago' },
  occurred_in_future: { status: 422, title: 'The event lies in the future' },
  key_conflict: { status: 409, title: 'The same event id was sent with other content' },
  no_program: { status: 409, title: 'No program has been applied yet' },
  version_conflict: { status: 409, title: 'Somebody else changed it in the meantime' },
  points_overflow: { status: 422, title: 'The points would exceed the safe range' },
  unavailable: { status: 503, title: 'The service is not available for a moment' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type RefusalCode = keyof typeof REFUSALS;
