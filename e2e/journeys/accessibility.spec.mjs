// Every kind of page in every language: accessibility in three colour modes, and no sideways scrolling when narrow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { address, expect, languages, pages, test } from "../site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The colour modes, as the browser is told of them. */
const modes = {
  light: { colorScheme: "light", contrast: "no-preference", forcedColors: "none" },
  dark: { colorScheme: "dark", contrast: "no-preference", forcedColors: "none" },
  "high contrast": { colorScheme: "light", contrast: "more", forcedColors: "active" },
};

/** What axe finds on the page, a line for each element. */
async function violations(page) {
  const found = await page.evaluate(
    (tags) =>
      globalThis.axe.run(globalThis.document, {
        runOnly: { type: "tag", values: tags },
        rules: { "target-size": { enabled: true } },
        resultTypes: ["violations"],
      }),
    tags,
  );
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} — ${node.failureSummary}`));
}

/** The elements that make the page scroll sideways, with how far they stick out. */
const sideways = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) {
      return [];
    }
    const sticksOut = (element) => Math.round(element.getBoundingClientRect().right - width);
    const all = [...document.querySelectorAll("body *")].filter((element) => sticksOut(element) > 0);
    const innermost = all.filter((element) => ![...element.children].some((child) => sticksOut(child) > 0));
    return innermost.map((element) => `${element.tagName.toLowerCase()}.${element.className}: ${sticksOut(element)} px, ${element.textContent.trim().slice(0, 40)}`);
  });

for (const [kind, { path, status = 200 }] of Object.entries(pages)) {
  for (const [ui, tag] of Object.entries(languages)) {
    test(`${kind} in ${ui}`, async ({ page }) => {
      await page.addInitScript(axe);
      const answer = await page.goto(address(ui, path));
      expect(answer.status()).toBe(status);
      expect(await page.getAttribute("html", "lang")).toBe(tag);
      for (const [mode, media] of Object.entries(modes)) {
        await page.emulateMedia(media);
        expect(await violations(page), mode).toEqual([]);
      }
      await page.emulateMedia(modes.light);
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await sideways(page), `${width} px wide`).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 900 });
      expect(await violations(page), "320 px wide").toEqual([]);
    });
  }
}
