/** The three dataflows that NASAIC chose from, in MAESTRO's mapping language, for any filter. */
import type { MaestroLayer } from "./layer.ts";

export interface MaestroDataflow {
  readonly summary: string;
  /** Fewer processing elements make no cluster. */
  readonly leastPes: number;
  directives(layer: MaestroLayer): string;
}

const slidingWindow =
  "TemporalMap(Sz(R),Sz(R)) R; TemporalMap(Sz(S),Sz(S)) S; TemporalMap(Sz(R),1) Y; TemporalMap(Sz(S),1) X";

/** Weight stationary, parallel over output channels and, in clusters of 64, input channels. Source: MAESTRO, data/mapping, kcp_ws. */
const dla: MaestroDataflow = {
  summary: "weights stay, output and input channels side by side",
  leastPes: 64,
  directives: ({ isDepthwise }) =>
    isDepthwise
      ? "SpatialMap(1,1) C; TemporalMap(Sz(R),1) Y; TemporalMap(Sz(S),1) X; TemporalMap(Sz(R),Sz(R)) R; TemporalMap(Sz(S),Sz(S)) S"
      : `SpatialMap(1,1) K; TemporalMap(64,64) C; ${slidingWindow}; Cluster(64, P); SpatialMap(1,1) C; TemporalMap(Sz(R),1) Y; TemporalMap(Sz(S),1) X; TemporalMap(Sz(R),Sz(R)) R; TemporalMap(Sz(S),Sz(S)) S`,
};

/** Output stationary, parallel over output rows and, in clusters of 8, columns. Source: MAESTRO, data/mapping, yxp_os. */
const shi: MaestroDataflow = {
  summary: "outputs stay, rows and columns side by side",
  leastPes: 8,
  directives: ({ isDepthwise, extents }) => {
    const channels = isDepthwise ? "TemporalMap(1,1) C" : "TemporalMap(1,1) K; TemporalMap(1,1) C";
    const columns = `TemporalMap(${extents.S + 7},8) X`;
    return `${channels}; SpatialMap(Sz(R),1) Y; ${columns}; Cluster(8, P); SpatialMap(Sz(S),1) X; TemporalMap(Sz(R),Sz(R)) R; TemporalMap(Sz(S),Sz(S)) S`;
  },
};

/** Row stationary, parallel over output rows and, in clusters, filter columns along the diagonal. Source: MAESTRO, data/mapping, rs. */
const rs: MaestroDataflow = {
  summary: "rows stay, output rows and filter columns side by side",
  leastPes: 27,
  directives: ({ isDepthwise, extents }) => {
    const channels = isDepthwise ? "TemporalMap(4,4) C" : "TemporalMap(2,2) K; TemporalMap(4,4) C";
    return `${channels}; TemporalMap(Sz(R),Sz(R)) R; SpatialMap(Sz(R),1) Y; TemporalMap(Sz(S),1) X; Cluster(${diagonal(extents.S)}, P); SpatialMap(1,1) X; SpatialMap(1,1) S; TemporalMap(Sz(S),Sz(S)) S`;
  },
};

/** MAESTRO's mappings have 3 for filters of 1 and 3 columns, 3 or 9 for those of 7; what is between and beyond is ours. */
const diagonal = (columns: number): number => (columns <= 3 ? 3 : columns <= 9 ? 9 : 27);

/** By the templates of the same style. */
export const maestroDataflows = { nvdla: dla, shidiannao: shi, eyeriss: rs } as const satisfies Record<
  string,
  MaestroDataflow
>;
