import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Plan } from "../../../accelerators/plan.ts";
import type { planSchema } from "../../../codegen/plan-json/schema.ts";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

test("the schema and the Plan type have the same fields (a difference fails to compile)", () => {
  expectTypeOf<Mutable<z.infer<typeof planSchema>>>().toEqualTypeOf<Mutable<Plan>>();
});
