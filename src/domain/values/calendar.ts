declare const zoneBrand: unique symbol;

/** An IANA time zone name that the date library knows, such as `Europe/Berlin`. */
export type Zone = string & { readonly [zoneBrand]: true };
