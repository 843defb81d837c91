import { describe, expect, it } from 'vitest';
import { winback } from '../journey/journey.fixture.ts';
import { buys, published, traceFor } from '../simulation/story.fixture.ts';

describe('the 45-day offer', () => {
  const rules = [published([winback])];

  it('is sent once to a member who has not bought for 45 days', () => {
    const events = [buys('2027-01-10T12:00:00Z')];
    expect(traceFor(rules, { events, until: '2027-03-31' })).toEqual([
      '2027-02-24T12:00:00Z journey_entered winback',
      '2027-02-24T12:00:00Z message_sent winback/offer',
      '2027-03-01T12:00:00Z message_sent winback/last',
      '2027-03-01T12:00:00Z journey_ended winback finished',
    ]);
  });

  it('waits for 45 days after a purchase on day 44', () => {
    const events = [buys('2027-01-10T12:00:00Z'), buys('2027-02-23T12:00:00Z')];
    expect(traceFor(rules, { events, until: '2027-04-09T11:59:59Z' })).toEqual([]);
    expect(traceFor(rules, { events, until: '2027-04-09T12:00:00Z' })).toEqual([
      '2027-04-09T12:00:00Z journey_entered winback',
      '2027-04-09T12:00:00Z message_sent winback/offer',
    ]);
  });

  it('counts from the first purchase of a member who had none', () => {
    expect(traceFor(rules, { until: '2029-01-01' })).toEqual([]);
    const events = [buys('2028-05-01T09:30:00Z')];
    expect(traceFor(rules, { events, until: '2028-06-15T09:30:00Z' })).toEqual([
      '2028-06-15T09:30:00Z journey_entered winback',
      '2028-06-15T09:30:00Z message_sent winback/offer',
    ]);
  });

  it('ends at once when the member buys one second after it', () => {
    const events = [buys('2027-01-10T12:00:00Z'), buys('2027-02-24T12:00:01Z')];
    expect(traceFor(rules, { events, until: '2027-04-01' })).toEqual([
      '2027-02-24T12:00:00Z journey_entered winback',
      '2027-02-24T12:00:00Z message_sent winback/offer',
      '2027-02-24T12:00:01Z journey_ended winback bought_again',
    ]);
  });
});
