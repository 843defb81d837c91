declare const instantBrand: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. Comparable with `<` and safe in JSON. */
export type Instant = number & { readonly [instantBrand]: true };
