/** What a code means wherever it is answered: as an HTTP problem, as the failure of an activity, and in `docs/errors.md`. */
interface RefusalMeaning {
  /** HTTP status of a problem with this code. */
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/** The closed registry of expected refusals. */
export const REFUSALS = {
  invalid_input: {
    status: 422,
    title: 'The input does not have the expected shape',
    remedy: 'Correct the places that `errors` names by JSON pointer, and send it again.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send one JSON text (RFC 8259) in UTF-8.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is larger than allowed',
    remedy: 'Send less at once: at most 1 MB, 5 MB in a batch, and 512 MB in an import.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    remedy:
      'Send `Content-Type: application/json` in UTF-8 and without compression; a batch may be `application/x-ndjson`.',
  },
  not_acceptable: {
    status: 406,
    title: 'None of the accepted content types can be produced',
    remedy: 'Accept `application/json`, or send no `Accept` header.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    remedy: 'Check the path and the ids in it.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    remedy: 'Use one of the methods in the `Allow` header.',
  },
  unauthenticated: {
    status: 401,
    title: 'An API key is missing or not valid',
    remedy: 'Send `Authorization: Bearer <API key>` with a key that is neither expired nor revoked.',
  },
  forbidden: {
    status: 403,
    title: 'The API key does not allow this',
    remedy: 'Use a key that is made for this.',
  },
  unknown_member: {
    status: 404,
    title: 'There is no such member in the program',
    remedy: 'Enrol the member first, or check the id.',
  },
  member_exists: {
    status: 409,
    title: 'A member with this external id exists',
    remedy: 'Find the member by the external id and change what is different.',
  },
  unknown_wallet: {
    status: 422,
    title: 'The program has no such wallet',
    remedy: 'Name a wallet of the program file.',
  },
  unknown_topic: {
    status: 422,
    title: 'The program has no such topic',
    remedy: 'Name a topic of the program file.',
  },
  unknown_journey: {
    status: 404,
    title: 'There is no such journey in the program',
    remedy: 'Name a journey that has been applied.',
  },
  journey_not_enterable: {
    status: 409,
    title: 'The journey cannot be entered by a request',
    remedy: 'Only a running journey with `entry: { api: true }` can be entered by a request.',
  },
  unknown_attribute: {
    status: 422,
    title: 'The program has no such attribute',
    remedy: 'Declare the attribute in the program file, or leave it out.',
  },
  reserved_type: {
    status: 422,
    title: 'This event type is reserved for the platform itself',
    remedy: 'Choose another type for an event of your own.',
  },
  foreign_source: {
    status: 403,
    title: 'The API key speaks for another source',
    remedy: 'Leave `source` out, or use the key of that source.',
  },
  wrong_currency: {
    status: 422,
    title: 'The currency is not the program’s',
    remedy: 'Convert the amounts to the currency of the program.',
  },
  occurred_too_early: {
    status: 422,
    title: 'The event happened too long ago',
    remedy: 'Events may be up to 30 days late; import older ones as history.',
  },
  occurred_in_future: {
    status: 422,
    title: 'The event lies in the future',
    remedy: 'Check the sender’s clock and zone: five minutes ahead are accepted.',
  },
  key_conflict: {
    status: 409,
    title: 'The same event id was sent with other content',
    remedy: 'Give each event an id of its own, and repeat an event unchanged.',
  },
  no_program: {
    status: 409,
    title: 'No program has been applied yet',
    remedy: 'Apply a program with `perennial apply`.',
  },
  incompatible_program: {
    status: 409,
    title: 'The program does not fit what members already have',
    remedy: 'Keep the currency, and the name and kind of each wallet; add new ones beside them.',
  },
  journey_stopped: {
    status: 409,
    title: 'The journey was stopped for good',
    remedy: 'Apply a new version of the journey to start it again.',
  },
  version_conflict: {
    status: 412,
    title: 'Somebody else changed it in the meantime',
    remedy: 'Read it again, and repeat the change with the new `ETag` in `If-Match`.',
  },
  points_overflow: {
    status: 422,
    title: 'The points would exceed the safe range',
    remedy: 'Check the amount: balances stay below 2^53.',
  },
  idempotency_key_missing: {
    status: 400,
    title: 'The request needs an Idempotency-Key',
    remedy:
      'Send `Idempotency-Key: "…"` with a new key for each request, and the same key when you send it again.',
  },
  idempotency_key_malformed: {
    status: 400,
    title: 'The Idempotency-Key cannot be read',
    remedy: 'Send one key of 1 to 255 printable ASCII characters in double quotes, such as a UUID.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    remedy: 'Give each request a key of its own, and repeat a request unchanged.',
  },
  request_in_progress: {
    status: 409,
    title: 'A request with this Idempotency-Key is at work',
    remedy:
      'Send the same request again after the seconds in `Retry-After`; it gets the answer of the first.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests in a short time',
    remedy: 'Send the same request again after the seconds in `Retry-After`; `RateLimit` says what is left.',
  },
  invalid_amount: {
    status: 422,
    title: 'The amount is not a number of points that can move',
    remedy: 'Send a whole number above zero and below 2^53.',
  },
  insufficient_points: {
    status: 409,
    title: 'The member does not have so many points to spend',
    remedy: 'Read the balance: only active points can be spent, neither pending nor held ones.',
  },
  capture_exceeds_hold: {
    status: 409,
    title: 'More is to be taken than is held',
    remedy: 'Capture at most what the hold reserved; what is not captured is given back.',
  },
  hold_expired: {
    status: 409,
    title: 'The points are no longer held',
    remedy: 'Reserve them again.',
  },
  points_spent: {
    status: 409,
    title: 'The points that are to be taken back have been spent',
    remedy:
      'The wallet refuses to let members owe points; settle the difference by hand, or change `returns`.',
  },
  wallet_not_spendable: {
    status: 422,
    title: 'Points of this wallet cannot be spent',
    remedy: 'Name a redeemable or cash wallet; qualifying points only count for tiers.',
  },
  unknown_redemption: {
    status: 404,
    title: 'The member has no such redemption',
    remedy: 'Check the id.',
  },
  redemption_not_open: {
    status: 409,
    title: 'The redemption has been resolved already',
    remedy: 'Read its status: it is confirmed or cancelled once.',
  },
  unknown_return: {
    status: 404,
    title: 'The program has no such return',
    remedy: 'Check the id; `GET /v1/returns` lists those that are not settled.',
  },
  return_settled: {
    status: 409,
    title: 'Nothing of the return is open',
    remedy: 'It needs nothing: its points have been moved.',
  },
  redemption_not_confirmed: {
    status: 409,
    title: 'Nothing was spent that could be given back',
    remedy: 'Cancel a reserved redemption instead; one that is resolved needs nothing.',
  },
  points_held: {
    status: 409,
    title: 'An open redemption holds points of the member',
    remedy: 'Confirm or cancel the redemption first.',
  },
  same_member: {
    status: 422,
    title: 'Both members are the same',
    remedy: 'Name two different members.',
  },
  member_merged: {
    status: 409,
    title: 'The member was merged into another one',
    remedy: 'Ask the same of the member that `detail` names.',
  },
  approval_missing: {
    status: 409,
    title: 'Somebody else has to approve the adjustment first',
    remedy: 'Ask for an approval of exactly this adjustment, have it approved, and name it.',
  },
  unknown_approval: {
    status: 404,
    title: 'There is no such approval in the program',
    remedy: 'Check the id; `GET /v1/approvals` lists them.',
  },
  self_approval: {
    status: 403,
    title: 'Whoever asks for an approval cannot give it',
    remedy: 'Have somebody else approve it.',
  },
  approval_decided: {
    status: 409,
    title: 'The approval was given or refused already',
    remedy: 'Read its status; ask for another one if it is still needed.',
  },
  approval_expired: {
    status: 409,
    title: 'The approval was asked for too long ago',
    remedy: 'Ask for another one.',
  },
  approval_used: {
    status: 409,
    title: 'The approval has been used',
    remedy: 'An approval is good for one adjustment; ask for another one.',
  },
  approval_mismatch: {
    status: 409,
    title: 'Another adjustment was approved',
    remedy: 'Send the adjustment as it was approved, to the last word.',
  },
  not_a_backup: {
    status: 422,
    title: 'The file is not a backup',
    remedy: 'Name a file that `perennial local backup` has written.',
  },
  damaged_backup: {
    status: 422,
    title: 'The backup is damaged',
    remedy: 'Copy it again from where it is kept, or take an older one.',
  },
  newer_backup: {
    status: 422,
    title: 'A newer Perennial took the backup',
    remedy: 'Restore it with that version or a later one.',
  },
  unknown_import: {
    status: 404,
    title: 'There is no such import in the program',
    remedy: 'Check the id; `GET /v1/imports` lists them.',
  },
  import_ended: {
    status: 409,
    title: 'The import has ended already',
    remedy: 'Nothing is left to cancel; what it recorded stays.',
  },
  malformed_form: {
    status: 400,
    title: 'The body is not a form that can be read',
    remedy: 'Send `multipart/form-data` as RFC 7578 has it, with a `file`, and a `mapping` for CSV.',
  },
  unreadable_file: {
    status: 422,
    title: 'The file is not what it is taken for',
    remedy: 'Send UTF-8, packed with gzip or not: CSV as its mapping says, or one event per line.',
  },
  unavailable: {
    status: 503,
    title: 'The service is not available for a moment',
    remedy: 'Send the same request again after the seconds in `Retry-After`; nothing is recorded twice.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Send the same request again; if it fails again, report the `requestId`.',
  },
} as const satisfies Record<string, RefusalMeaning>;

export type RefusalCode = keyof typeof REFUSALS;
