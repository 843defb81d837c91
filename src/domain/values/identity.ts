declare const uuidBrand: unique symbol;

/** A UUID in lower case with hyphens. Version 7 where time made it, version 8 where a decision made it. */
export type Uuid = string & { readonly [uuidBrand]: true };
