import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../domain/values/json.ts';

/**
 * A JSON object of any shape, kept as it is. The bodies it stands in come from a JSON parser, so that nothing else
 * than JSON can be inside.
 */
export const jsonObjectInput = z
  .custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'is not an object',
  )
  .meta({ type: 'object', additionalProperties: true });

/** Any JSON value, kept as it is. */
export const jsonValueInput = z
  .custom<JsonValue>((value) => value !== undefined, 'is missing')
  .meta({ type: ['string', 'number', 'boolean', 'null', 'array', 'object'] });

export const jsonObjectOutput = z.record(z.string(), z.unknown()).meta({ additionalProperties: true });
