/** What searches of a run are called on the screen. */
import { basename, extname } from "node:path";
import type { SearchSettings } from "../explore/runs/search-settings.ts";

/** The specification's name, with the strategy where the run has several searches of it. */
export const searchTitle = ({ name, strategy }: SearchSettings, all: readonly SearchSettings[]): string => {
  const short = basename(name, extname(name));
  return all.some(other => other.name === name && other.strategy !== strategy) ? `${short} (${strategy})` : short;
};
