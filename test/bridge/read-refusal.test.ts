import { expect, test } from '@jest/globals';
import { readRefusal as readWhole } from '../../src/bridge/read-refusal.ts';
import { fixture } from './open-bridge.ts';

const readRefusal = (body: string, secrets: readonly string[]) => readWhole(body, secrets)?.failure;

test("a refusal gives the first of Bridge's codes apart from its messages", () => {
  expect(readWhole(fixture('error-all-shapes.json'), [])?.providerCode).toBe(
    'payment.transaction.max_amount',
  );
});

test('shape A of a refusal gives type and message, and no field', () => {
  expect(readRefusal(fixture('error-a-body.json'), [])).toEqual({
    code: 'provider_refused',
    detail: 'invalid_request: Invalid body content',
  });
});

test('shape B of a refusal gives the property as the field', () => {
  expect(readRefusal(fixture('error-b-label.json'), [])).toEqual({
    code: 'provider_refused',
    field: 'transactions[0].label',
    detail: 'payment.transaction.characters_not_allowed: The label holds characters that are not allowed',
  });
});

test('shape C of a refusal is read as items and as one item', () => {
  const refusal = {
    code: 'provider_refused',
    detail: 'invalid_client_credentials: client_id and client_secret are invalid',
  };
  expect(readRefusal(fixture('error-c-item.json'), [])).toEqual(refusal);
  const [item] = JSON.parse(fixture('error-c-item.json'));
  expect(readRefusal(JSON.stringify(item), [])).toEqual(refusal);
});

test('a refusal in all shapes at once gives every problem with its property', () => {
  expect(readRefusal(fixture('error-all-shapes.json'), [])).toEqual({
    code: 'provider_refused',
    field: 'transactions[0].amount',
    detail:
      'payment.transaction.max_amount (transactions[0].amount): The amount must not exceed 35000; ' +
      'payment.user.name_missing (user): A name must be given',
  });
});

test.each(['', '<html></html>', '"no"', '{}', '{"message":"Forbidden"}', '{"errors":[]}', '[]', 'null'])(
  '%j is no refusal of Bridge',
  (body) => {
    expect(readRefusal(body, [])).toBeUndefined();
  },
);
