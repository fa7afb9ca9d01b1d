import { argExtreme } from "./arg-extreme.ts";

export const argMax = argExtreme("arg_max", "largest");
