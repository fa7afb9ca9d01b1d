/** Templates of markup: whatever a name holds, it stays text. */
import { expect, test } from "vitest";
import { escapeText, markup, trusted } from "../../../codegen/report/markup.ts";

test("text is escaped between tags and in attributes", () => {
  const name = `</script><img src=x onerror="alert('1')">&`;
  expect(markup`<b title="${name}">${name}</b>`.html).toBe(
    '<b title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">' +
      "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</b>",
  );
});

test("markup inside markup and lists of it are not escaped twice; undefined is nothing", () => {
  const items = ["a", "<"].map(each => markup`<li>${each}</li>`);
  expect(markup`<ul>${items}${undefined}${trusted("<hr>")}${3}</ul>`.html).toBe(
    "<ul><li>a</li><li>&lt;</li><hr>3</ul>",
  );
});

test("what would turn a reader's eye is written as an escape", () => {
  expect(escapeText("a\u202Eb\u0000c")).toBe("a\\u202eb\\u0000c");
});
