import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Vitest leaves one core to itself by default: of two cores that is half the machine.
    maxWorkers: "100%",
    // Interpreting a whole network takes seconds on a slow machine; a hang is still caught.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
