/** The published form of the plan's schema: docs/plan.schema.json. */
import { z } from "zod";
import { stringifyJson } from "../../support/stable-json.ts";
import { planSchema } from "./schema.ts";

/** JSON Schema, draft 2020-12, as the text of the file. */
export const planJsonSchemaText = (): string =>
  stringifyJson({ title: "Mortise deployment plan", ...z.toJSONSchema(planSchema) });
