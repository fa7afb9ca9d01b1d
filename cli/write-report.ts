/** A report in the form that the user asks for, as a file. */
import { basename, dirname, extname, join } from "node:path";
import type { Report } from "../codegen/report/content.ts";
import type { Host } from "./host.ts";
import { writeFolder } from "./write-folder.ts";

export const reportFormats = ["html", "md", "json", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportTarget {
  readonly output?: string;
  readonly format?: ReportFormat;
}

/**
 * The format is what is asked for, else what the file's name ends in, else HTML.
 * @param folder where the file goes unless the user says.
 * @throws CompileError where it can't be written, or printed.
 */
export const writeReport = async (
  report: Report,
  { output, format = formatIn(output) }: ReportTarget,
  folder: string,
  host: Host,
): Promise<void> => {
  const target = output ?? join(folder, `report.${format}`);
  const content = await contentOf(report, format, host);
  host.deferInterrupts();
  writeFolder(dirname(target), new Map([[basename(target), content]]));
  host.stdout.write(`Wrote ${target}\n`);
};

const formatIn = (output = ""): ReportFormat =>
  reportFormats.find(format => `.${format}` === extname(output).toLowerCase()) ?? "html";

const contentOf = async (report: Report, format: ReportFormat, host: Host): Promise<string | Uint8Array> => {
  switch (format) {
    case "md":
      return (await import("../codegen/report/markdown.ts")).reportMarkdown(report);
    case "json":
      return (await import("../codegen/report/json.ts")).reportJson(report);
    case "html":
      return (await import("../codegen/report/html.ts")).reportHtml(report);
    case "pdf": {
      const { reportHtml } = await import("../codegen/report/html.ts");
      const { printPdf } = await import("./print-pdf.ts");
      return printPdf(reportHtml(report), host.environment);
    }
  }
};
