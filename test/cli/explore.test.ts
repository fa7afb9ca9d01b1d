/** `mortise explore`, `runs` and `best`: a run from specifications to findings, and all that can be wrong with one. */
import { spawn } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasRun } from "../../explore/runs/store/database.ts";
import { RunStore } from "../../explore/runs/store/run-store.ts";
import { everythingIn, mortise, scratchFolder } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const examples = join(root, "examples");
const cacheFolder = join(root, "node_modules/.cache/mortise-test");

/** A folder with the camera's specification and model, and what it is searched with. */
const camera = () => {
  const folder = scratchFolder();
  for (const name of ["camera.mortise", "lenet.onnx"]) copyFileSync(join(examples, name), join(folder, name));
  const file = join(folder, "camera.mortise");
  const rewrite = (from: string, to: string): void => writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  return { file, run: join(folder, "run"), model: join(folder, "lenet.onnx"), rewrite };
};

const explore = (...rest: readonly string[]) => mortise(["explore", ...rest], { cacheFolder });

const best = async (run: string): Promise<string> => (await mortise(["best", run, "--json"])).stdout;

const designsIn = (run: string): number => {
  if (!hasRun(run)) return 0;
  const store = RunStore.read(run);
  const { length } = store.designs(1);
  store.close();
  return length;
};

/** One thread where their number shows nothing: each loads all modules anew. */
const quickly = ["--budget", "6", "--strategy", "random", "--seed", "3", "--workers", "1"];

describe("mortise explore", () => {
  test("ends with the same bytes whatever the workers, and shows the front with names", async () => {
    const { file, run } = camera();
    const shown = await explore(file, "-o", `${run}1`, ...quickly);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toContain("random, seed 3: 6 of 6 designs evaluated");
    expect(shown.stdout).toMatch(/^ {2}1\.\d+ +[\d.]+ uJ +[\d.]+ mm2 /m);
    expect(shown.stderr).toMatch(/^camera {2}\d+ of 6/);
    await explore(file, "-o", `${run}2`, ...quickly, "--workers", "2");
    const found = await best(`${run}1`);
    expect(await best(`${run}2`)).toBe(found);
    const [search] = (JSON.parse(found) as { searches: { counts: { evaluated: number }; front: unknown[] }[] })
      .searches;
    expect(search!.counts.evaluated).toBe(6);
    expect(search!.front.length).toBeGreaterThan(0);
  });

  test("gives the plan of any design, which costs what the run says", async () => {
    const { file, run } = camera();
    await explore(file, "-o", run, ...quickly);
    const [search] = (JSON.parse(await best(run)) as { searches: { front: { id: string; metrics: object }[] }[] })
      .searches;
    const { id, metrics } = search!.front[0]!;
    const output = join(run, "plan");
    const { exitCode } = await mortise(["compile", "--from", `${run}:${id}`, "-o", output], { cacheFolder });
    expect(exitCode).toBe(0);
    const plan = JSON.parse(readFileSync(join(output, "plan.json"), "utf8")) as { feasible: boolean; metrics: object };
    const { latencyCycles, energyPj, areaMm2, powerWatts } = metrics as Record<string, number>;
    expect(plan).toMatchObject({ feasible: true, metrics: { latencyCycles, areaMm2 } });
    expect(plan.metrics).toMatchObject({
      energyPj: expect.closeTo(energyPj!, 3) as number,
      powerWatts: expect.closeTo(powerWatts!, 12) as number,
    });
    const refused = await mortise(["compile", "--from", `${run}:1.99`]);
    expect(refused.stderr).toContain("error[RUN_DESIGN]");
    expect((await mortise(["compile", "--from", "nonsense"])).stderr).toContain("error[ARGUMENT_DESIGN]");
    expect((await mortise(["compile", "x.onnx", "--from", `${run}:1.1`])).stderr).toContain("error[ARGUMENT_SPEC]");
  });

  test("says what comes closest where no limit can be met, and shows a baseline beside the search", async () => {
    const { file, run, rewrite } = camera();
    rewrite("latency <= 2 ms", "latency <= 2 us");
    const { exitCode, stdout } = await explore(file, "-o", run, ...quickly, "--baseline", "exhaustive");
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(
      /No design is within the limits; 1\.\d+ comes closest, and misses\n +latency <= 2 us by [\d,]+ %: it has [\d,.]+ us\n/,
    );
    expect(stdout).toContain("exhaustive with as many evaluations found none within the limits");
    const listed = await mortise(["runs", run]);
    expect(listed.stdout).toMatch(/camera \(exhaustive\) +exhaustive +3 +6 of 6 +0 +0 +ended/);
  });

  test("searches two networks and a chip of two accelerators at once, with all baselines in the run and beside it", async () => {
    const run = join(scratchFolder(), "run");
    const options = ["-o", run, "--budget", "60", "--workers", "1"];
    const baselines = ["nas-then-asic", "asic-then-nas"];
    const shown = await explore(join(examples, "pair.mortise"), ...options, "--baseline", baselines.join(","));
    expect(shown.exitCode).toBe(0);
    for (const name of baselines) expect(shown.stdout).toMatch(new RegExp(`${name} with as many evaluations`));
    const { searches } = JSON.parse(await best(run)) as {
      searches: { role: string; strategy: string; counts: object }[];
    };
    expect(searches.map(({ role, strategy }) => `${role} ${strategy}`)).toEqual([
      "search nsga2",
      ...baselines.map(name => `baseline ${name}`),
    ]);
    expect(searches[0]!.counts).toMatchObject({ evaluated: 60, pruned: expect.any(Number) as number });
    // Those that search one after the other are told the accuracy of every design.
    for (const { counts } of searches.slice(1)) expect(counts).toMatchObject({ evaluated: 60, pruned: 0 });
  });

  test("names the layers of the critical path where a limit on latency lies below it", async () => {
    const folder = scratchFolder();
    const file = join(folder, "pair.mortise");
    const text = readFileSync(join(examples, "pair.mortise"), "utf8");
    writeFileSync(file, text.replace("latency <= 2.5e5 cycles", "latency <= 300 cycles"));
    const { exitCode, stdout } = await explore(file, "-o", join(folder, "run"), ...quickly);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(
      /^ {4}classifier: its layers one after another take [\d,]+ cycles, each where it is fastest, of 300: stage\d/m,
    );
  });

  test("is not begun twice in one folder, and goes on only with what it began with", async () => {
    const { file, run, model, rewrite } = camera();
    await explore(file, "-o", run, ...quickly);
    const found = await best(run);
    expect((await explore(file, "-o", run)).stderr).toContain("error[RUN_EXISTS]");
    expect((await explore("--resume", "-o", run, "--workers", "1")).stdout).toContain("6 of 6 designs evaluated");
    expect((await explore(file, "--resume", "-o", run, "--seed", "4")).stderr).toContain("error[ARGUMENT_RESUME]");
    copyFileSync(join(examples, "lenet.onnx"), `${model}.kept`);
    writeFileSync(model, "damaged");
    expect((await explore("--resume", "-o", run)).exitCode).toBe(1);
    copyFileSync(`${model}.kept`, model);
    rewrite("area    <= 2 mm2", "area    <= 3 mm2");
    const changed = await explore("--resume", "-o", run);
    expect(changed.stderr).toContain("error[RUN_CHANGED]");
    expect(changed.stderr).toContain("camera.mortise");
    rmSync(file);
    for (const commandLine of [
      ["explore", "--resume", "-o", run],
      ["compile", "--from", `${run}:1.1`],
    ]) {
      const { exitCode, stderr } = await mortise(commandLine);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/error\[RUN_SPEC_MISSING\].*camera\.mortise\n.*the folder where the run was begun/);
    }
    expect(await best(run)).toBe(found);
  });

  test.each([
    [["explore"], "ARGUMENT_MISSING"],
    [["explore", "nix.mortise", "-o", "x"], "SPEC_FILE_MISSING"],
    [["explore", join(examples, "camera.mortise"), join(examples, "camera.mortise"), "-o", "x"], "ARGUMENT_TWICE"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--strategy", "nsga4"], "ARGUMENT_STRATEGY"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--baseline", "random,chance"], "ARGUMENT_BASELINE"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--baseline", "random,random"], "ARGUMENT_BASELINE"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--baseline", "asic-then-nas"], "ARGUMENT_BASELINE"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--budget", "0"], "ARGUMENT_NUMBER"],
    [["explore", join(examples, "camera.mortise"), "-o", "x", "--workers", "many"], "ARGUMENT_NUMBER"],
    [["explore", "--resume"], "ARGUMENT_MISSING"],
    [["explore", "--resume", "-o", "/nonexistent"], "RUN_MISSING"],
    [["best", "/nonexistent"], "RUN_MISSING"],
    [["runs", "/nonexistent"], "RUN_MISSING"],
    [["worker", "--queue", "redis://127.0.0.1:1"], "QUEUE_UNREACHABLE"],
  ])("%j is refused: %s", async (commandLine, code) => {
    const { exitCode, stderr } = await mortise(commandLine);
    expect(stderr).toContain(`error[${code}]`);
    expect(exitCode).toBe(1);
  });

  test.each([
    ["budget 30 generations", /30 generations.*\n.*write `budget 3000 evaluations`/],
    ["strategy exact", /exact is no strategy.*\n.*write `strategy exhaustive`/],
    ["strategy gbdt", /gbdt is no strategy.*\n.*write `strategy linas`/],
  ])("%s is refused, with what to write instead", async (statement, message) => {
    const { file, run, rewrite } = camera();
    rewrite("minimize energy, area", `minimize energy, area\n search { ${statement} }`);
    const { exitCode, stderr } = await explore(file, "-o", run);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(1);
  });

  test("begins no run where the queue can't be reached", async () => {
    const { file, run } = camera();
    const { stderr } = await explore(file, "-o", run, "--queue", "redis://127.0.0.1:1");
    expect(stderr).toContain("error[QUEUE_UNREACHABLE]");
    expect(everythingIn(join(run, ".."))).not.toContain("run");
  });
});

describe("a run that is interrupted", () => {
  test("stops cleanly, says how to go on, and then ends as one that was not", async () => {
    const { file, run } = camera();
    const budget = ["--budget", "8", "--strategy", "random", "--workers", "1"];
    const child = spawn(
      process.execPath,
      [
        "--import",
        import.meta.resolve("tsx"),
        join(root, "cli/main.ts"),
        "explore",
        file,
        "-o",
        run,
        ...budget,
        "--no-cache",
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    const stderr: string[] = [];
    child.stderr.on("data", chunk => stderr.push(String(chunk)));
    const poll = setInterval(() => {
      if (designsIn(run) === 0) return;
      clearInterval(poll);
      child.kill("SIGINT");
    }, 50);
    const code = await new Promise(resolve => child.on("close", resolve));
    expect({ code, stderr: stderr.join("") }).toMatchObject({ code: 130 });
    expect(stderr.join("")).toContain(`Go on with: mortise explore --resume -o ${run}`);
    expect(designsIn(run)).toBeLessThan(8);
    await explore("--resume", "-o", run, "--workers", "1");
    await explore(file, "-o", `${run}2`, ...budget);
    expect(await best(run)).toBe(await best(`${run}2`));
  });
});
