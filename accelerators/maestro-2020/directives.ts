/** MAESTRO's mapping language: maps over axes, outermost first, cut into cluster levels. */
import { InternalError } from "../../support/diagnostic.ts";
import { type Axis, axes, type Extents } from "./layer.ts";

/** Each sub-cluster (spatial) or each step (temporal) takes `size` of the axis and starts `offset` after the last. */
export interface MapDirective {
  readonly isSpatial: boolean;
  readonly axis: Axis;
  readonly size: number;
  readonly offset: number;
}

/** What stands between two `Cluster` directives; `clusterSize` is that of the one that ends it, undefined at the innermost level. */
export interface DirectiveLevel {
  readonly maps: readonly MapDirective[];
  readonly clusterSize: number | undefined;
}

interface WrittenMap extends Omit<MapDirective, "axis"> {
  readonly axis: Axis | "Y'" | "X'";
}

/**
 * `TemporalMap(Sz(R),1) Y; …; Cluster(64, P); …`. Output axes (`Y'`) become input ones: their size grows by the filter's less one.
 * @throws InternalError for anything else: mappings are ours, not the user's.
 */
export const parseDirectives = (text: string, extents: Extents): readonly DirectiveLevel[] => {
  const levels: DirectiveLevel[] = [];
  let maps: WrittenMap[] = [];
  for (const written of text.split(";").map(each => each.trim())) {
    if (written === "") continue;
    const cluster = /^Cluster\((\d+)\s*,\s*P\)$/.exec(written);
    if (cluster === null) maps.push(parseMap(written, extents));
    else {
      levels.push({ maps: towardsInputs(maps), clusterSize: Number(cluster[1]) });
      maps = [];
    }
  }
  return [...levels, { maps: towardsInputs(maps), clusterSize: undefined }];
};

const mapForm = /^(Spatial|Temporal)Map\(([^,]+),([^,]+)\)\s*(\w'?)$/;

const parseMap = (written: string, extents: Extents): WrittenMap => {
  const [, kind, size, offset, axis] = mapForm.exec(written) ?? [];
  if (size === undefined || offset === undefined || axis === undefined) throw unreadable(written);
  if (!isWrittenAxis(axis)) throw unreadable(written);
  return { isSpatial: kind === "Spatial", axis, size: parseSize(size, extents), offset: parseSize(offset, extents) };
};

const isAxis = (text: string): text is Axis => (axes as readonly string[]).includes(text);
const isWrittenAxis = (text: string): text is WrittenMap["axis"] => isAxis(text) || text === "Y'" || text === "X'";

/** A number, or `Sz(R)`: the whole axis. */
const parseSize = (written: string, extents: Extents): number => {
  const text = written.trim();
  const whole = /^Sz\((\w)\)$/.exec(text)?.[1];
  const size = whole !== undefined && isAxis(whole) ? extents[whole] : Number(text);
  if (!Number.isInteger(size) || size < 1) throw unreadable(text);
  return size;
};

const towardsInputs = (maps: readonly WrittenMap[]): readonly MapDirective[] => {
  const sizeOf = (axis: Axis): number => maps.findLast(each => each.axis === axis)?.size ?? 1;
  return maps.map(({ axis, ...map }): MapDirective => {
    if (axis === "Y'") return { ...map, axis: "Y", size: map.size + sizeOf("R") - 1 };
    if (axis === "X'") return { ...map, axis: "X", size: map.size + sizeOf("S") - 1 };
    return { ...map, axis };
  });
};

const unreadable = (written: string): InternalError => new InternalError(`not a mapping directive: ${written}`);
