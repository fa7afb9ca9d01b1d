/** What the screen and the report both say of a design that a run has found. */
import { settingText } from "../accelerators/setting-text.ts";
import type { FoundDesign } from "../explore/runs/findings.ts";

interface ToldNetwork {
  readonly name: string;
  readonly accuracySource?: string;
  /** Which network of its space. */
  readonly member?: string;
}

export const networksOf = ({ metrics }: FoundDesign): readonly ToldNetwork[] =>
  (metrics["networks"] ?? []) as unknown as readonly ToldNetwork[];

/** Where each accuracy comes from. */
export const sourcesOf = (shown: readonly FoundDesign[]): readonly string[] => [
  ...new Set(
    shown
      .flatMap(networksOf)
      .flatMap(({ name, accuracySource }) =>
        accuracySource === undefined ? [] : [`Accuracy of ${name}: ${accuracySource}`],
      ),
  ),
];

/** `128 KiB`; parameters are known by the name behind the slot's. */
export const choiceText = (choice: string, value: string | number): string =>
  settingText(choice.slice(choice.lastIndexOf(".") + 1), value);
