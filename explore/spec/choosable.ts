/** What a choice by accuracy needs to be told: what measures it, how much must be left, and both on one scale. */
import type { Diagnostic } from "../../support/diagnostic.ts";
import { missing, wrongScale } from "./messages.ts";
import type { Places, Spec } from "./spec.ts";

/** Mixed widths need to know what each loses, and how much may be lost. */
export const unchoosable = ({ quantize, networks, limits }: Spec, places: Places): readonly Diagnostic[] => {
  const lacking = networks.filter(({ accuracy }) => accuracy?.from !== "data");
  const unlimited = networks.filter(
    ({ name }) => !limits.some(limit => limit.metric === "accuracy" && (limit.network ?? name) === name),
  );
  return [
    ...lacking.map(({ name }) =>
      missing(
        `mixed widths of ${name} can't be chosen: nothing measures its accuracy`,
        places.get(quantize),
        'add for example `accuracy from data "folder" metric top1` to the network',
      ),
    ),
    ...unlimited.map(({ name }) =>
      missing(
        `mixed widths of ${name} can't be chosen: nothing says how accurate it must be`,
        places.get(quantize),
        "add for example `require accuracy drop <= 1 %`",
      ),
    ),
  ];
};

/** Limits in percent on what is measured in decibels, or the other way round. */
export const onOtherScale = ({ networks, limits }: Spec, places: Places): readonly Diagnostic[] =>
  limits
    .filter(({ metric }) => metric === "accuracy")
    .flatMap(limit => {
      const clashing = networks.find(
        ({ name, accuracy }) =>
          (limit.network ?? name) === name &&
          accuracy?.from === "data" &&
          (accuracy.metric === "psnr") !== (limit.dimension === "decibels"),
      );
      if (clashing?.accuracy?.from !== "data") return [];
      const { metric } = clashing.accuracy;
      const unit = metric === "psnr" ? "dB" : "%";
      return [wrongScale(metric, unit, places.get(limit))];
    });
