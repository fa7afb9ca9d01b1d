import { expect, test } from "vitest";
import { randomStream, resumedStream } from "../../support/random.ts";

test("a stream goes on from its state as if it had never stopped", () => {
  const stream = randomStream(7);
  for (let i = 0; i < 5; i++) stream.normal();
  const state: unknown = JSON.parse(JSON.stringify(stream.state()));
  const resumed = resumedStream(state as readonly number[]);
  const expected = [stream.uniform(), stream.normal(), stream.integer(0, 9)];
  expect([resumed.uniform(), resumed.normal(), resumed.integer(0, 9)]).toEqual(expected);
});
