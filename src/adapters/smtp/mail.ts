/** A mail that is ready to be handed over. */
export interface Mail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The same for every attempt at one message, so that a mailbox can tell a repetition. */
  readonly messageId: string;
  /** Where one click withdraws consent (RFC 8058); null for transactional mail. */
  readonly unsubscribeUrl: string | null;
}

/**
 * What came of handing a mail over.
 * - `sent`: the server took it.
 * - `failed`: it was not handed over. `permanent`: trying again is of no use.
 * - `unknown`: the connection was lost after the content went out; the server may have taken it.
 */
export type Handover =
  | { readonly kind: 'sent'; readonly providerId: string }
  | { readonly kind: 'failed'; readonly permanent: boolean; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Hands one mail over, within 8 s. Never throws. */
export type SendMail = (mail: Mail) => Promise<Handover>;
