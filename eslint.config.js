import tseslint from "typescript-eslint";

/** Same input, same seed, same bytes: nothing below `cli/` may read a clock, print, touch a disk or draw unseeded numbers. */
const impure = [
  { object: "Math", property: "random", message: "Take a stream of support/random.ts." },
  { object: "Date", property: "now", message: "Only cli/ and bench/ read a clock." },
  { object: "performance", property: "now", message: "Only cli/ and bench/ read a clock; take one as an argument." },
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "ir/import/onnx/schema", "**/*.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Operators, passes and emitters are plain objects of functions; none may use `this`, so none needs binding.
      "@typescript-eslint/unbound-method": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "Property ThisExpression", message: "A table of functions has no `this`." },
      ],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
      complexity: ["error", 12],
    },
  },
  {
    files: [
      "support/**",
      "ir/**",
      "passes/**",
      "train/**",
      "mapping/**",
      "quant/**",
      "accelerators/**",
      "explore/**",
      "codegen/**",
    ],
    rules: {
      "no-restricted-properties": ["error", ...impure],
      "no-restricted-globals": ["error", "console", "process"],
      "no-restricted-imports": ["error", { paths: ["node:fs", "node:fs/promises", "fs"] }],
    },
  },
  {
    // The readers of data sets and the store of runs: beside cli/, the only files that may see a disk.
    files: ["train/data/read-file.ts", "explore/runs/store/database.ts", "explore/runs/store/make-folders.ts"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    // A brand is a type parameter that appears once, on purpose: `quantity<Cycles>(3)`.
    files: ["support/quantity.ts"],
    rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" },
  },
  {
    // Chevrotain's grammars are methods whose alternatives stand in tables.
    files: ["ir/parse/grammar.ts", "explore/spec/parse/grammar.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["test/**", "bench/**"],
    rules: { "max-lines-per-function": "off", complexity: "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
