import { z } from 'zod';

const CONTROL_CHARACTER = /\p{Cc}/u;

const NAME_PATTERN = String.raw`^[^\u0000-\u001f\u007f-\u009f]*$`;

/** Text that names something: 1 to 200 characters, none of them a control character. */
export const nameInput = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !CONTROL_CHARACTER.test(text), 'holds a control character')
  .meta({ pattern: NAME_PATTERN });

/** The same, for the description of an object whose fields have such names. */
export const namedFields = { propertyNames: { minLength: 1, maxLength: 200, pattern: NAME_PATTERN } };

/** The sender's id of an event or a request, or a member's id in the sender's system. */
export const externalIdInput = nameInput.meta({ example: 'order-4711', description: 'An id of the sender.' });

/** A word of the program's own making: lower case, digits and underscores, such as an event type. */
export const snakeCaseInput = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/, 'is not snake_case');

/** An id that the program's files give: kebab-case. */
export const kebabCaseInput = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, 'is not kebab-case');
