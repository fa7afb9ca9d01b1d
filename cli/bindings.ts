/** `--bind NAME=VALUE`: sizes for the dimensions that a model leaves open. */
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import { bindingGivenTwice, malformedBinding } from "./messages.ts";

/**
 * Parses each `NAME=VALUE`; a name may hold `=` itself, the last one counts.
 * @throws CompileError with every faulty one.
 */
export const parseBindings = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const bindings = new Map<string, number>();
  const faults: Diagnostic[] = [];
  for (const text of texts) {
    const [, name, digits] = /^(.+)=(\d+)$/s.exec(text) ?? [];
    const value = Number(digits);
    if (name === undefined || !Number.isSafeInteger(value) || value < 1) faults.push(malformedBinding(text));
    else if (bindings.has(name) && bindings.get(name) !== value) faults.push(bindingGivenTwice(name));
    else bindings.set(name, value);
  }
  if (faults.length > 0) throw new CompileError(faults);
  return bindings;
};

/** For commander: gathers an option that may be given many times. */
export const gather = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];
