import { argExtreme } from "./arg-extreme.ts";

export const argMin = argExtreme("arg_min", "smallest");
