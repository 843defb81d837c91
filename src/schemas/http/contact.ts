import { z } from 'zod';
import { parseZone } from '../../domain/values/calendar.ts';

export const emailInput = z.email('is not an e-mail address').max(254).meta({ example: 'ann@example.com' });

/** E.164: a plus sign, the country's code and the number, digits only. */
export const phoneInput = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'is not a phone number like +493012345678')
  .meta({ example: '+493012345678' });

export const zoneInput = z
  .string()
  .transform((name, context) => {
    const zone = parseZone(name);
    if (zone !== null) return zone;
    context.addIssue('is not a time zone like Europe/Berlin');
    return z.NEVER;
  })
  .meta({ example: 'Europe/Berlin' });

/** BCP 47, in its canonical spelling. */
export const localeInput = z
  .string()
  .max(35)
  .transform((tag, context) => {
    try {
      const [locale] = Intl.getCanonicalLocales(tag);
      if (locale !== undefined) return locale;
    } catch {
      // Not a language tag at all.
    }
    context.addIssue('is not a language tag like de-DE');
    return z.NEVER;
  })
  .meta({ example: 'de-DE' });
