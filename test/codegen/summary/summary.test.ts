import { describe, expect, test } from "vitest";
import { summarize } from "../../../codegen/summary/index.ts";
import { compile } from "../../../explore/compile.ts";
import { parseLimits } from "../../../explore/limits.ts";
import { tinyGraph, tinyRequest } from "../../explore/tiny-network.ts";

/* The numbers are those counted on paper in test/explore/compile.test.ts. */
describe("summarize", () => {
  test("one screen without limits", () =>
    expect(summarize(compile(tinyRequest()), ["out/plan.json", "out/layers.csv"])).toBe(`\
tiny on tiny-4
  on tiny, 4 PEs at 1.00 GHz, unit
No limits given.

Latency      56.0 ns       56 cycles
Throughput   17,900,000 /s  one inference at a time
Energy       132 pJ        66.0 to 264 pJ across published tables
Power        2.36 mW       back to back
Area         3.00 mm2      2.00 to 5.00 mm2 across published tables
Weights      4 B           4 parameters
Activations  32 B          at their peak
Work         16 MACs       1,024 bit operations
Accuracy     not known     the quantized network was not run on data
Bound by     DRAM 100 % of the latency

Slowest layers  op      cycles  latency  energy  MACs busy  bound by
Relu_1          relu        32     57 %    36 %             DRAM
Conv_0          conv2d      24     43 %    64 %       17 %  DRAM

Coverage: 5 nodes of the model file: 1 mapped, 1 vector, 3 free, 0 unsupported
Dimensions: batch=1
Mappings: 2 different workloads, 2 mappings considered, legal but not proven best; chosen for least
  energy-delay product
Assumed: float tensors are costed at int8 weights and int8 activations with 8-bit accumulators, the
  precision that tiny-4 assumes; no quantization has been calibrated.
Assumed: layers run one after another, and every activation goes to DRAM and comes back.
Warning: an example of a warning

Wrote out/plan.json
Wrote out/layers.csv
`));

  test("limits met and missed stand with their margins and what is to blame", () => {
    const text = summarize(compile(tinyRequest(parseLimits(["latency <= 112 ns", "energy <= 100 pJ"]))));
    expect(text).toContain(`\
1 of 2 limits missed.
  met     latency <= 112 ns  56.0 ns  50 % to spare
  MISSED  energy <= 100 pJ    132 pJ       32 % off
      Conv_0: 64 %, 52 % of it in buffer
      Relu_1: 36 %, 67 % of it in DRAM
`);
  });

  test("a limit met by the estimate, but not by the dear end of its band, says so", () => {
    const lines = summarize(compile(tinyRequest(parseLimits(["energy <= 200 pJ", "energy <= 264 pJ"])))).split("\n");
    expect(lines[3]).toBe("  met  energy <= 200 pJ  132 pJ  34 % to spare  but not at the far end of the band");
    expect(lines[4]).toBe("  met  energy <= 264 pJ  132 pJ  50 % to spare");
  });

  test("a count that a limit is held against is whole", () => {
    const plan = compile(tinyRequest());
    const [limit] = compile(tinyRequest(parseLimits(["macs <= 1"]))).limits;
    const limits =
      limit === undefined ? [] : [{ ...limit, bound: 816_000, value: 816_384, margin: -0.0005, blame: [] }];
    expect(summarize({ ...plan, limits, feasible: false })).toContain("MISSED  macs <= 816000  816,384  <1 % off");
  });

  test("engines that work at once are bound by the slowest, and shares are of the whole run", () => {
    const plan = compile(tinyRequest());
    const [network, ...others] = plan.networks;
    const engines = (network?.layers ?? []).map((layer, i) => ({
      ...layer,
      latencyCycles: 500,
      bound: i === 0 ? "compute" : "other engines",
      engine: { folding: {}, intervalCycles: i === 0 ? 400 : 90, multipliers: null, weightMemory: null, resources: {} },
    }));
    const networks = network === undefined ? others : [{ ...network, layers: engines }, ...others];
    const metrics = { ...plan.metrics, latencyCycles: 1000 };
    const lines = summarize({ ...plan, networks, metrics }).split("\n");
    const slowest = `the engine of ${engines[0]?.name ?? ""}, 400 cycles an inference`;
    expect(lines.find(line => line.startsWith("Bound by"))).toBe(`Bound by     ${slowest}`);
    expect(lines.filter(line => line.endsWith(" other engines")).every(line => line.includes(" 50 % "))).toBe(true);
    expect(lines.filter(line => line.endsWith(" other engines"))).toHaveLength(engines.length - 1);
  });

  test("far beyond a limit a factor stands for the percentage", () =>
    expect(summarize(compile(tinyRequest(parseLimits(["energy <= 10 pJ"]))))).toContain("13.2 times the bound"));

  test("a name cannot act on the terminal", () => {
    const request = tinyRequest();
    const text = summarize(compile({ ...request, design: "evil\u001b[2J\nsecond line" }));
    expect(text).not.toContain("\u001b");
    expect(text.split("\n")[0]).toContain("second line");
  });

  test("a layer that does not fit comes first", () => {
    const text = summarize(compile(tinyRequest([], tinyGraph(6))));
    expect(text).toContain(`\
The network does not fit the machine.
  Conv_0: does not fit tiny-4: the smallest tiles of its weights need 2 bytes more than buffer has
`);
    expect(text).toContain("Latency      not known");
  });
});
