/** Comments and blank lines between the parts of a text, handed out from front to back so that each is printed once. */
import type { CommentSyntax } from "../syntax.ts";

/** What stands between two parts. */
export interface Gap {
  /** Comment on the line of the part before. */
  readonly trailing: string | undefined;
  /** Lines of their own; "" is a blank one. */
  readonly lines: readonly string[];
}

export interface Comments {
  /** Takes every comment between two places of the text. */
  gap(from: number, to: number): Gap;
  /** Takes every comment before a place, whatever stands around it. */
  before(to: number): readonly string[];
  /** Is there a comment in this part, not taken yet? */
  isIn(from: number, to: number): boolean;
}

export const commentsOf = (text: string, comments: readonly CommentSyntax[]): Comments => {
  let next = 0;
  const take = (to: number): readonly CommentSyntax[] => {
    const first = next;
    while ((comments[next]?.start ?? Infinity) < to) next++;
    return comments.slice(first, next);
  };
  return {
    gap: (from, to) => {
      const lines: string[] = [];
      let trailing: string | undefined;
      let end = from;
      for (const comment of take(to)) {
        const breaks = lineBreaks(text, end, comment.start);
        if (breaks === 0 && end === from) trailing = comment.text;
        else lines.push(...(breaks > 1 ? [""] : []), comment.text);
        end = comment.start + comment.text.length;
      }
      if (lineBreaks(text, end, to) > 1) lines.push("");
      return { trailing, lines };
    },
    before: to => take(to).map(comment => comment.text),
    isIn: (from, to) => comments.slice(next).some(({ start }) => start >= from && start < to),
  };
};

/** Line breaks between two places; `\r\n` is one. */
const lineBreaks = (text: string, from: number, to: number): number =>
  text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0;
