/** The accelerator of a slot as choices: its template and its sizes. */
import type { TemplateName } from "../../accelerators/templates/index.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { AcceleratorSlot } from "../spec/spec.ts";
import { isAbsent, type SlotChoice } from "../design/chip-space.ts";
import type { Encoding } from "./design-space.ts";
import { choicesOf, type OpenValues, openValues, valuesAt } from "./open-values.ts";
import type { Part } from "./part.ts";

/** Equal for choices that build the same accelerator. */
type Likeness = (choice: SlotChoice) => string;

/**
 * Of a slot that is left out, all but its processing elements is settled; of one that is there, what makes no difference to it.
 * Both take their first value.
 */
export const slotPart = (slot: AcceleratorSlot, likeness: Likeness): Part<SlotChoice> => {
  const template: OpenValues<TemplateName> = openValues(`${slot.name}.template`, slot.template);
  const names = Object.keys(slot.parameters);
  const sizes = Object.entries(slot.parameters).map(([name, domain]) => openValues(`${slot.name}.${name}`, domain));
  const choices = choicesOf([template, ...sizes]);
  const ofTemplate = choicesOf([template]).length;
  const chosen = (codes: Encoding): SlotChoice => {
    const [named] = valuesAt([template], codes);
    const values = valuesAt(sizes, codes.slice(ofTemplate));
    if (named === undefined || values.includes(undefined))
      throw new InternalError(`${slot.name} has no ${codes.join()}`);
    const parameters = Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0]));
    return { slot: slot.name, template: named, parameters };
  };
  const settle = (codes: Encoding): Encoding => {
    const alike = likeness(chosen(codes));
    return codes.reduce((settled, code, position) => {
      const first = settled.with(position, 0);
      return code !== 0 && likeness(chosen(first)) === alike ? first : settled;
    }, codes);
  };
  const known = new Map<string, Encoding>();
  return {
    choices,
    chosen,
    canonical: codes => {
      const key = codes.join();
      const found = known.get(key) ?? settle(codes);
      known.set(key, found);
      return found;
    },
  };
};

/** What tells accelerators apart: nothing, where they are left out. */
export const likenessBy =
  (settingsOf: (choice: SlotChoice) => unknown): Likeness =>
  choice =>
    isAbsent(choice) ? "absent" : JSON.stringify(settingsOf(choice));
