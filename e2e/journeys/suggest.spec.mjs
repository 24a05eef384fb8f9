// The search box while it is used: suggestions by keyboard and pointer, with an input method that composes, late answers, and
// a browser without script.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { address, expect, languages, origin, test } from "../site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const suggest = "**/api/v1/suggest?**";

/** What a person types in each language who is after the customs heads, in pieces. */
const typed = { en: "customs", zh: "海关", ja: "税関", ko: "관세" };

const box = (page) => page.getByRole("combobox");
const options = (page) => page.getByRole("option");

/** The option that the box says is chosen, as assistive technology is told. */
const chosen = (page) => page.evaluate(() => document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.textContent);

for (const [ui, text] of Object.entries(typed)) {
  test(`queries and records are suggested by keyboard in ${ui}`, async ({ page }) => {
    await page.addInitScript(axe);
    await page.goto(address(ui, ""));
    await box(page).focus();
    await expect(box(page)).toHaveAttribute("aria-expanded", "false");
    await page.keyboard.insertText(text);
    await expect(page.getByRole("listbox")).toBeVisible();
    await expect(box(page)).toHaveAttribute("aria-expanded", "true");
    const count = await options(page).count();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(8);
    await expect(page.locator("#said")).toContainText(String(count));
    const texts = await options(page).allTextContents();

    expect(await chosen(page)).toBeUndefined();
    await page.keyboard.press("ArrowDown");
    expect(await chosen(page)).toBe(texts[0]);
    await page.keyboard.press("End");
    expect(await chosen(page)).toBe(texts.at(-1));
    await page.keyboard.press("Home");
    expect(await chosen(page)).toBe(texts[0]);
    await page.keyboard.press("ArrowUp");
    expect(await chosen(page)).toBeUndefined();
    await page.keyboard.press("ArrowUp");
    expect(await chosen(page)).toBe(texts.at(-1));
    await expect(page.locator('[role="option"][aria-selected="true"]')).toHaveCount(1);
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press("Escape");
    await expect(page.getByRole("listbox")).toBeHidden();
    await expect(box(page)).toHaveValue(text);
    await page.keyboard.press("ArrowDown");
    expect(await chosen(page)).toBe(texts[0]);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href !== address(ui, ""));
    expect(page.url()).toContain(`/${ui}/`);
    await expect(page.locator("h1")).toHaveCount(1);
  });
}

/** What axe finds with the list open. */
async function violations(page) {
  const found = await page.evaluate(() => globalThis.axe.run(globalThis.document, { resultTypes: ["violations"] }));
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}

test("Home and End move in the text until an option is chosen", async ({ page }) => {
  await page.goto(address("en", "meetings"));
  await box(page).focus();
  await page.keyboard.type("customs");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.press("Home");
  expect(await box(page).evaluate((element) => element.selectionStart)).toBe(0);
  expect(await chosen(page)).toBeUndefined();
});

test("a record that is chosen opens by pointer", async ({ page }) => {
  await page.goto(address("en", "about"));
  await box(page).focus();
  await page.keyboard.type("TCHM");
  const record = page.getByRole("group").last().getByRole("option").first();
  await record.click();
  await expect(page).toHaveURL(/\/en\/(mechanisms|meetings|documents)\//);
});

test("one letter is too few, one character is enough", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => request.url().includes("/suggest?") && asked.push(request.url()));
  await page.goto(address("ja", ""));
  await box(page).focus();
  await page.keyboard.insertText("t");
  await page.waitForTimeout(400);
  expect(asked).toEqual([]);
  await box(page).fill("");
  await page.keyboard.insertText("税");
  await expect(page.getByRole("listbox")).toBeVisible();
  expect(asked).toHaveLength(1);
});

for (const [ui, steps, text] of [
  ["zh", ["h", "hai", "hai guan"], "海关"],
  ["ja", ["ｚ", "ぜ", "ぜいかん"], "税関"],
  ["ko", ["ㄱ", "고", "관"], "관"],
]) {
  test(`nothing moves while an input method composes in ${ui}`, async ({ page, context }) => {
    const asked = [];
    page.on("request", (request) => request.url().includes("/suggest?") && asked.push(new URL(request.url()).searchParams.get("q")));
    await page.goto(address(ui, ""));
    await box(page).focus();
    const browser = await context.newCDPSession(page);
    for (const step of steps) {
      await browser.send("Input.imeSetComposition", { text: step, selectionStart: step.length, selectionEnd: step.length });
      await page.waitForTimeout(250);
    }
    // Keys that belong to the input method choose nothing in the list.
    await page.evaluate(() => {
      const key = { key: "ArrowDown", keyCode: 229, bubbles: true, cancelable: true, isComposing: true };
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
    });
    expect(asked).toEqual([]);
    await expect(page.getByRole("listbox")).toBeHidden();
    await browser.send("Input.insertText", { text });
    await expect(page.getByRole("listbox")).toBeVisible();
    expect(asked).toEqual([text]);
  });
}

test("a list that is open stays as it is while an input method composes", async ({ page }) => {
  await page.goto(address("ja", ""));
  await box(page).focus();
  await page.keyboard.insertText("税関");
  await expect(page.getByRole("listbox")).toBeVisible();
  const before = await options(page).allTextContents();
  const compose = (type, data) =>
    page.evaluate(([type, data]) => document.activeElement.dispatchEvent(new CompositionEvent(type, { data, bubbles: true })), [type, data]);
  await compose("compositionstart", "");
  await box(page).evaluate((element) => {
    element.value = "税関き";
    element.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  });
  await page.waitForTimeout(400);
  expect(await options(page).allTextContents()).toEqual(before);
  await page.keyboard.press("ArrowDown");
  expect(await chosen(page)).toBeUndefined();
  const answer = page.waitForResponse(suggest);
  await box(page).evaluate((element) => (element.value = "税関協力"));
  await compose("compositionend", "協力");
  expect(new URL((await answer).url()).searchParams.get("q")).toBe("税関協力");
});

test("an answer that a later question overtook is dropped", async ({ page }) => {
  let release;
  const late = new Promise((resolve) => (release = resolve));
  await page.route(suggest, async (route) => {
    if (new URL(route.request().url()).searchParams.get("q") === "cu") {
      await late;
      // The page may have given the question up by now.
      return route.continue().catch(() => {});
    }
    return route.continue();
  });
  await page.goto(address("en", ""));
  await box(page).focus();
  const first = page.waitForRequest(suggest);
  await page.keyboard.type("cu");
  await first;
  await page.keyboard.type("stoms heads");
  await expect(page.getByRole("listbox")).toBeVisible();
  const shown = await options(page).allTextContents();
  release();
  await page.waitForTimeout(300);
  expect(await options(page).allTextContents()).toEqual(shown);
});

test("what fails leaves the box as it was", async ({ page }) => {
  await page.route(suggest, (route) => route.fulfill({ status: 503, body: "{}" }));
  page.removeAllListeners("console");
  await page.goto(address("en", ""));
  await box(page).focus();
  await page.keyboard.type("customs");
  await page.waitForTimeout(400);
  await expect(page.getByRole("listbox")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/en\/search\?q=customs$/);
});

test("the list fits where there is little room", async ({ page }) => {
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["", "meetings", "search?q=customs"]) {
      await page.goto(address("ko", path));
      await box(page).fill("");
      await box(page).pressSequentially("TCHM");
      await expect(page.getByRole("listbox")).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${path} at ${width}`).toBe(0);
      const edges = await page.getByRole("listbox").boundingBox();
      expect(edges.x).toBeGreaterThanOrEqual(0);
      expect(edges.x + edges.width).toBeLessThanOrEqual(width);
    }
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  for (const [ui, text] of Object.entries(typed)) {
    test(`the box is a field with a button in ${ui}`, async ({ page }) => {
      await page.goto(address(ui, ""));
      await expect(page.getByRole("searchbox")).toBeVisible();
      await expect(page.getByRole("combobox")).toHaveCount(0);
      await page.getByRole("searchbox").fill(text);
      await page.locator("form.find button").click();
      await expect(page).toHaveURL(`${origin()}/${ui}/search?q=${encodeURIComponent(text)}`);
      expect(await page.locator(".hits > li").count()).toBeGreaterThan(0);
      await page.locator(".order a").first().click();
      await expect(page).toHaveURL(/sort=/);
      await page.goto(address(ui, `search?q=${encodeURIComponent(text)}+year:1950`));
      await page.locator(".without a").first().click();
      expect(await page.locator(".hits > li").count()).toBeGreaterThan(0);
    });
  }
});

test("every language has its box", () => expect(Object.keys(typed)).toEqual(Object.keys(languages)));
