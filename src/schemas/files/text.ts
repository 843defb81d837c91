import { z } from 'zod';

/** Words that people read. Numbers are refused: `0012` would lose its zeros. */
export const text = z.string().min(1, 'must not be empty').max(2_000, 'must be at most 2000 characters');

/** Ids of programs, journeys, nodes, rules, topics, wallets and templates: `kebab-case`. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab-case: lower case letters, digits and single hyphens')
  .max(64, 'must be at most 64 characters');

/** Types of events, and reasons: `snake_case`. */
export const snakeWord = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
    'must be snake_case: lower case letters, digits and single underscores',
  )
  .max(64, 'must be at most 64 characters');

/** Names of attributes and of what a node hands on: `camelCase`. */
export const camelName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase: letters and digits, the first in lower case')
  .max(64, 'must be at most 64 characters');

/** A path into data: names joined by dots. */
export const dataPath = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, 'must be names joined by dots, such as total.amountMinor')
  .max(200, 'must be at most 200 characters');
