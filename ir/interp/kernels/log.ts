import { unaryKernel } from "./elementwise.ts";

export const log = unaryKernel<"log">(x => Math.log(x));
