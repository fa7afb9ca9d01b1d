/** The thread of tests: evaluates analytic problems. */
import { threadHandler } from "../../../explore/runs/threads/handler.ts";
import { builders } from "./analytic.ts";

export const evaluateDesign = threadHandler(builders);
