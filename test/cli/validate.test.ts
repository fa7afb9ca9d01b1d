import { afterEach, describe, expect, test, vi } from "vitest";
import { validations } from "../../accelerators/validation/index.ts";
import { timeloop } from "../../accelerators/validation/timeloop.ts";
import { mortise } from "../support/command-line.ts";

afterEach(() => vi.restoreAllMocks());

describe("mortise validate", () => {
  test("prints a row for each number, with error and tolerance, and the sum", async () => {
    const { exitCode, stdout, stderr } = await mortise(["validate", "timeloop"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines).toContainEqual(
      expect.stringMatching(/^eyeriss_like alexnet_conv1 +cycles +798,600 +798,600 +0 % +equal$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^eyeriss_like alexnet_conv5 +ifmap_spad inputs fills +170,496 +179,712 +\+5\.41 % +equal +known deviation$/,
      ),
    );
    expect(lines.filter(line => / {2}(equal|\d+(\.\d+)? %)/.test(line))).toHaveLength(timeloop.rows().length);
    expect(stdout).toMatch(/\nKnown deviation \(4 rows\): Timeloop keeps a tile/);
    expect(stdout).toMatch(/\ntimeloop: 756 rows, 745 within their tolerance, 11 known deviations\n$/);
  });

  test("exits with 1 where a row exceeds its tolerance, and says which", async () => {
    const [first, ...others] = timeloop.rows();
    vi.spyOn(validations.timeloop, "rows").mockReturnValue([{ ...first!, model: first!.reference + 1 }, ...others]);
    const { exitCode, stdout } = await mortise(["validate", "timeloop"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\neyeriss_like alexnet_conv1 +cycles .* EXCEEDED\n/);
    expect(stdout).toMatch(/, 1 EXCEEDED\n$/);
  });

  test("names that there are not", async () => {
    const { exitCode, stdout, stderr } = await mortise(["validate", "timelop", "x"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("there is no validation timelop\n  help: did you mean timeloop?");
    expect(stderr).toContain("there is no validation x\n");
  });
});
