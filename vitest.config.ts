import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Interpreting a whole network takes seconds on a slow machine; a hang is still caught.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
