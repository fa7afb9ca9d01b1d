/**
 * One search of a run, from wherever it stands to its end. The strategy hears of outcomes in the order in which it asked, batch by
 * batch, however many workers there are and however often the run was interrupted: so the result is the same.
 */
import { CompileError } from "../../support/diagnostic.ts";
import { type Encoding, keyOf } from "../space/design-space.ts";
import type { Outcome, Strategy } from "../strategies/strategy.ts";
import { runDiverged } from "./messages.ts";
import { type EvaluationAnswer, type EvaluationPool, type EvaluationSubject, isFailed } from "./pool.ts";
import type { RunStore, StoredDesign, StoredSearch } from "./store/run-store.ts";

export interface SearchWork {
  readonly stored: StoredSearch;
  readonly subject: EvaluationSubject;
  /** As it was after the designs that it was told of. */
  readonly strategy: Strategy;
  readonly store: RunStore;
  readonly pool: EvaluationPool;
  /** Called with every design, those included that were stored before but not told. */
  readonly onDesign: (design: StoredDesign) => void;
}

/** Rejects where the store or the pool can't go on; all that was stored until then stays. */
export const runSearch = async (work: SearchWork): Promise<void> => {
  const { stored, strategy, store } = work;
  const { position, settings } = stored;
  let { told } = stored;
  while (told < settings.budget) {
    const batch = strategy.ask().slice(0, settings.budget - told);
    if (batch.length === 0) break;
    strategy.tell(await outcomesOf(batch, told, work));
    told += batch.length;
    store.closeBatch(position, told, strategy.state());
  }
  store.endSearch(position);
};

/** In the order asked. What the store knows is not evaluated again. */
const outcomesOf = async (
  batch: readonly Encoding[],
  told: number,
  { stored: { position, settings }, subject, store, pool, onDesign }: SearchWork,
): Promise<readonly Outcome[]> => {
  const known = new Map(store.designs(position, told).map(design => [design.number, design]));
  const designs = batch.map(async (encoding, index): Promise<StoredDesign> => {
    const number = told + index + 1;
    const key = keyOf(encoding);
    const before = known.get(number);
    if (before !== undefined && before.key !== key)
      throw new CompileError([runDiverged(store.folder, settings.name, number)]);
    if (before !== undefined) return before;
    const name = `${store.header.identity}-${position}-${number}`;
    const answer = await pool.evaluate({ name, subject, encoding });
    const design = { number, key, ...evaluated(encoding, answer) };
    store.addDesign(position, design, answer.span);
    onDesign(design);
    return design;
  });
  const settled = await Promise.allSettled(designs);
  const failure = settled.find(result => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return settled.flatMap(result => (result.status === "fulfilled" ? [result.value.outcome] : []));
};

const evaluated = (
  encoding: Encoding,
  result: EvaluationAnswer,
): Pick<StoredDesign, "outcome" | "metrics" | "hasFailed"> =>
  isFailed(result)
    ? {
        outcome: { kind: "impossible", encoding, reason: `its evaluation failed: ${result.fault}` },
        metrics: {},
        hasFailed: true,
      }
    : { outcome: result.outcome, metrics: result.metrics, hasFailed: false };
