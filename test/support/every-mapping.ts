/**
 * The mapspace, slow and obvious: every placement, every way to cut every dimension, every order of loops. The definition that
 * the exact mapper is held against; it shares no code with it.
 *
 * A mapping is in the space if `mappingFaults` finds nothing wrong with it, each level runs at most one temporal loop per
 * dimension, each axis of a fan-out at most one spatial loop per dimension, and loops of one iteration are left out.
 */
import type { Architecture } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import type { LevelMapping, Loop, Mapping } from "../../mapping/mapping.ts";
import { type Contraction, type Dimension, dimensions, type TensorName, tensorNames } from "../../mapping/workload.ts";

type Kind = "temporal" | "x" | "y";
interface PlacedBound extends Loop {
  readonly level: number;
  readonly kind: Kind;
}

/** Where the loops of a level may stand, outermost first. */
const kindsOf = (temporalLoops: number): readonly Kind[] => [
  ...Array.from({ length: temporalLoops }, (): Kind => "temporal"),
  "x",
  "y",
];

/** All lists of loops that cut the dimension to single steps, outermost first. */
function* cuts(
  extent: number,
  dimension: Dimension,
  { levels }: Architecture,
  perfect: boolean,
  kinds: readonly Kind[],
  at = 0,
): Generator<readonly PlacedBound[]> {
  if (at === levels.length * kinds.length) {
    if (extent === 1) yield [];
    return;
  }
  const level = Math.floor(at / kinds.length);
  const kind = kinds[at % kinds.length]!;
  const machine = levels[level]!;
  const allowed = kind === "temporal" ? (machine.temporalDimensions ?? dimensions) : machine.fanOut[kind].dimensions;
  const most = !allowed.includes(dimension) ? 1 : kind === "temporal" ? extent : machine.fanOut[kind].size;
  for (let bound = 1; bound <= Math.min(most, extent); bound++) {
    const step = Math.ceil(extent / bound);
    if (perfect ? extent % bound !== 0 : Math.ceil(extent / step) !== bound) continue;
    for (const rest of cuts(step, dimension, { levels } as Architecture, perfect, kinds, at + 1))
      yield bound === 1 ? rest : [{ dimension, bound, level, kind }, ...rest];
  }
}

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map(others => [item, ...others]));

const subsets = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((found, item) => found.flatMap(each => [each, [...each, item]]), [[]]);

const products = <T>(options: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  options.reduce<readonly (readonly T[])[]>(
    (found, each) => found.flatMap(list => each.map(item => [...list, item])),
    [[]],
  );

const placements = ({ levels }: Architecture): readonly (readonly (readonly TensorName[])[])[] =>
  products(
    levels.map(({ holds, mustHold = [] }, level) =>
      subsets(tensorNames).filter(
        kept =>
          kept.every(tensor => holds.includes(tensor)) &&
          (level === 0 ? holds : mustHold).every(tensor => kept.includes(tensor)),
      ),
    ),
  );

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

export interface BruteForceOptions {
  readonly perfect?: boolean;
  /** Temporal loops per dimension and level: 1 unless given. */
  readonly temporalLoops?: number;
}

/** Lists of loops before orders and placements. */
const loopLists = (
  contraction: Contraction,
  architecture: Architecture,
  { perfect = false, temporalLoops = 1 }: BruteForceOptions,
): readonly (readonly PlacedBound[])[] =>
  products(
    dimensions.map(each => [...cuts(contraction.bounds[each], each, architecture, perfect, kindsOf(temporalLoops))]),
  ).map(lists => lists.flat());

/** Mappings in the space before capacities and the sizes of axes are looked at. */
export const mapspaceSize = (
  contraction: Contraction,
  architecture: Architecture,
  options: BruteForceOptions = {},
): number => {
  const { perfect = false, temporalLoops = 1 } = options;
  const kinds = kindsOf(temporalLoops);
  const perDimension = dimensions.map(
    each => [...cuts(contraction.bounds[each], each, architecture, perfect, kinds)].length,
  );
  // A first look keeps hopelessly large spaces from being listed.
  if (perDimension.reduce((total, each) => total * each, 1) > 20_000) return Number.POSITIVE_INFINITY;
  const orders = loopLists(contraction, architecture, options).reduce(
    (total, loops) =>
      total +
      architecture.levels.reduce(
        (product, _, level) =>
          product * factorial(loops.filter(loop => loop.level === level && loop.kind === "temporal").length),
        1,
      ),
    0,
  );
  return orders * placements(architecture).length;
};

export function* everyMapping(
  contraction: Contraction,
  architecture: Architecture,
  options: BruteForceOptions = {},
): Generator<Mapping> {
  const choices = placements(architecture);
  for (const loops of loopLists(contraction, architecture, options)) {
    const at = (level: number, kind: Kind): readonly Loop[] =>
      loops
        .filter(loop => loop.level === level && loop.kind === kind)
        .map(({ dimension, bound }) => ({ dimension, bound }));
    const orders = products(architecture.levels.map((_, level) => permutations(at(level, "temporal"))));
    for (const temporal of orders)
      for (const keeps of choices) {
        const levels = keeps.map((kept, level): LevelMapping => ({
          temporal: temporal[level]!,
          spatial: { x: at(level, "x"), y: at(level, "y") },
          keeps: kept,
        }));
        if (mappingFaults(contraction, architecture, { levels }).length === 0) yield { levels };
      }
  }
}
