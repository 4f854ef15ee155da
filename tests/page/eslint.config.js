/* Checks of the page's modules and of these tests; every finding is an error. */

import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  complexity: ["error", 15],
  "consistent-return": "error",
  "default-case-last": "error",
  eqeqeq: "error",
  "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
  "max-params": ["error", 6],
  "no-alert": "error",
  "no-console": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-extend-native": "error",
  "no-implicit-coercion": "error",
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-return-assign": "error",
  "no-script-url": "error",
  "no-sequences": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unneeded-ternary": "error",
  "no-unused-expressions": "error",
  "no-unused-vars": "error",
  "no-use-before-define": ["error", { functions: false }],
  "no-useless-concat": "error",
  "no-useless-rename": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-promise-reject-errors": "error",
  "prefer-template": "error",
  strict: "error",
  /* What a page of strict headers may not do: markup from text, and code from text. */
  "no-restricted-properties": [
    "error",
    { property: "innerHTML", message: "Make elements by dom.js." },
    { property: "outerHTML", message: "Make elements by dom.js." },
    { property: "insertAdjacentHTML", message: "Make elements by dom.js." },
    { object: "document", property: "write" },
  ],
};

const linterOptions = { reportUnusedDisableDirectives: "error" };

export default [
  {
    files: ["src/explore/page/**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    linterOptions,
    rules,
  },
  {
    files: ["reports/page/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "script", globals: globals.browser },
    linterOptions,
    rules: { ...rules, strict: ["error", "global"] },
  },
  {
    files: ["tests/page/**/*.{js,mjs}"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: { ...globals.nodeBuiltin, ...globals.browser } },
    linterOptions,
    rules: { ...rules, "no-console": "off", "max-lines-per-function": "off" },
  },
];
