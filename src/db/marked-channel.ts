/** The channel of PostgreSQL on which a transaction that marked a member says so at its commit. */
export const MARKED_CHANNEL = 'perennial_marked';
