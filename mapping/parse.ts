/** Reads a loop nest as `print.ts` writes it, or as a person wrote it for one layer on one machine. */
import { CompileError, type Diagnostic, type Place } from "../support/diagnostic.ts";
import type { Architecture, FanOutAxis, StorageLevel } from "./architecture.ts";
import type { LevelMapping, Loop, Mapping } from "./mapping.ts";
import {
  brokenBound,
  doubleTensor,
  emptyPieces,
  loopOutside,
  loopTooMany,
  misplacedLevel,
  misplacedLoop,
  missingLevels,
  missingMac,
  noFanOut,
  notInNest,
  textAfterMac,
  tooManyInstances,
  unknownDimension,
  unknownLevel,
  unknownTensor,
} from "./messages.ts";
import { type Contraction, type Dimension, dimensions, type TensorName, tensorNames } from "./workload.ts";

/** What a mapping's text is about. */
export interface MappingSubject extends Pick<Contraction, "bounds"> {
  readonly levels: readonly Pick<StorageLevel, "name" | "fanOut">[];
}

export const subjectOf = ({ bounds }: Contraction, { levels }: Architecture): MappingSubject => ({ bounds, levels });

/** Of a text in which much is wrong, the first faults tell enough. */
const mostFaults = 20;

/**
 * Every level of the machine in its order, with what it keeps; below it its loops, `for` before `parallel x` before `parallel y`;
 * at the end `mac`. How lines are indented does not matter, `//` starts a comment. Says nothing of what fits and what the
 * machine can do beside its levels and fan-outs: that is the checker's.
 * @throws CompileError with each faulty line.
 */
export const parseMapping = (text: string, subject: MappingSubject, file?: string): Mapping => {
  const reader = new NestReader(subject);
  const faults: Diagnostic[] = [];
  const lines = text.split(/\r?\n/);
  for (const [i, source] of lines.entries()) {
    const words = source.replace(/\/\/.*$/, "").trim();
    const where: Place = { ...(file === undefined ? {} : { file }), line: i + 1, source };
    if (words !== "") faults.push(...reader.read(words, where));
    if (faults.length >= mostFaults) break;
  }
  if (faults.length > 0) throw new CompileError(faults);
  return reader.finish({ ...(file === undefined ? {} : { file }), line: lines.length });
};

/** A level's loops in the order in which they must be written. */
const stages = ["for", "parallel x", "parallel y"] as const;
type Stage = (typeof stages)[number];

interface OpenLevel {
  readonly index: number;
  readonly keeps: readonly TensorName[];
  readonly loops: Record<Stage, Loop[]>;
  stage: Stage;
}

class NestReader {
  readonly #subject: MappingSubject;
  readonly #open: OpenLevel[] = [];
  /** What the loops so far leave of each dimension. */
  readonly #extents: Record<Dimension, number>;
  #isComplete = false;

  constructor(subject: MappingSubject) {
    this.#subject = subject;
    this.#extents = { ...subject.bounds };
  }

  /** Takes one line in; gives what is wrong with it. */
  read(words: string, where: Place): readonly Diagnostic[] {
    if (this.#isComplete) return [textAfterMac(where)];
    if (words === "mac") {
      this.#isComplete = true;
      return [];
    }
    const [, level, kept] = /^(.+?)\s*\[([^\]]*)\]$/.exec(words) ?? [];
    if (level !== undefined && kept !== undefined) return this.#openLevel(level, kept, where);
    const [, word, dimension, bound] = /^(for|parallel\s+[xy])\s+(\S+)\s+in\s+(\S+)$/.exec(words) ?? [];
    const stage = stages.find(each => each === word?.replace(/\s+/, " "));
    if (stage === undefined || dimension === undefined || bound === undefined) return [notInNest(where)];
    return this.#addLoop(stage, dimension, bound, where);
  }

  /** @throws CompileError where the text stops too early. */
  finish(where: Place): Mapping {
    const missing = this.#subject.levels.slice(this.#open.length).map(({ name }) => name);
    if (missing.length > 0) throw new CompileError([missingLevels(missing, where)]);
    if (!this.#isComplete) throw new CompileError([missingMac(where)]);
    const levels = this.#open.map(({ keeps, loops }): LevelMapping => ({
      temporal: loops.for,
      spatial: { x: loops["parallel x"], y: loops["parallel y"] },
      keeps,
    }));
    return { levels };
  }

  #openLevel(name: string, kept: string, where: Place): readonly Diagnostic[] {
    const names = this.#subject.levels.map(level => level.name);
    const index = names.indexOf(name);
    const expected = this.#open.length;
    const tensors = kept.split(/[\s,]+/).filter(word => word !== "");
    const keeps = tensorNames.filter(tensor => tensors.includes(tensor));
    const inTextOrder = keeps.toSorted((a, b) => tensors.indexOf(a) - tensors.indexOf(b));
    const loops = { for: [], "parallel x": [], "parallel y": [] };
    // A misnamed level is taken for the one that should stand here, so that its loops are read all the same.
    this.#open.push({ index: index === -1 ? expected : index, keeps: inTextOrder, loops, stage: "for" });
    if (index === -1) return [unknownLevel(name, names, where)];
    return [
      ...(index === expected ? [] : [misplacedLevel(name, names[expected], where)]),
      ...tensors.filter(word => !isTensor(word)).map(word => unknownTensor(name, word, where)),
      ...keeps
        .filter(tensor => tensors.filter(word => word === tensor).length > 1)
        .map(twice => doubleTensor(name, twice, where)),
    ];
  }

  #addLoop(stage: Stage, dimension: string, boundText: string, where: Place): readonly Diagnostic[] {
    const level = this.#open.at(-1);
    if (level === undefined) return [loopOutside(where)];
    const bound = /^\d+$/.test(boundText) ? Number(boundText) : Number.NaN;
    const faults = [
      ...(isDimension(dimension) ? [] : [unknownDimension(dimension, where)]),
      ...(Number.isSafeInteger(bound) && bound > 0 ? [] : [brokenBound(boundText, where)]),
      ...(stages.indexOf(stage) < stages.indexOf(level.stage) ? [misplacedLoop(stage, level.stage, where)] : []),
    ];
    if (!isDimension(dimension) || faults.length > 0) return faults;
    level.stage = stage;
    // A loop of one iteration changes nothing.
    if (bound === 1) return [];
    const loop = { dimension, bound };
    const illegal = [...this.#splitFaults(loop, where), ...this.#axisFaults(level, stage, loop, where)];
    if (illegal.length > 0) return illegal;
    level.loops[stage].push(loop);
    this.#extents[dimension] = Math.ceil(this.#extents[dimension] / bound);
    return [];
  }

  /** Every piece that a loop cuts off must have something to do. */
  #splitFaults({ dimension, bound }: Loop, where: Place): readonly Diagnostic[] {
    const extent = this.#extents[dimension];
    if (extent === 1) return [loopTooMany(dimension, this.#subject.bounds[dimension], where)];
    const busy = Math.ceil(extent / Math.ceil(extent / bound));
    return busy === bound ? [] : [emptyPieces(dimension, extent, bound, busy, where)];
  }

  #axisFaults({ index, loops }: OpenLevel, stage: Stage, { bound }: Loop, where: Place): readonly Diagnostic[] {
    const level = this.#subject.levels[index];
    const axis = level === undefined ? undefined : axisOf(level.fanOut, stage);
    if (level === undefined || axis === undefined) return [];
    const place = `${level.name}, axis ${stage.slice(-1)}`;
    if (axis.size === 1) return [noFanOut(place, where)];
    const used = loops[stage].reduce((product, loop) => product * loop.bound, bound);
    return used > axis.size ? [tooManyInstances(place, used, axis.size, where)] : [];
  }
}

const axisOf = ({ x, y }: StorageLevel["fanOut"], stage: Stage): FanOutAxis | undefined =>
  stage === "for" ? undefined : stage === "parallel x" ? x : y;

const isDimension = (text: string): text is Dimension => dimensions.some(dimension => dimension === text);
const isTensor = (text: string): text is TensorName => tensorNames.some(tensor => tensor === text);
