// Documents: read by clause, in another language, side by side, against another version, and taken away in parts; with
// and without script, narrow and wide. The papers are the specimens of the bundled register.
import { address, expect, languages, origin, test } from "../site.mjs";

const plan = "documents/specimen-action-plan-2011";
const last = "documents/specimen-action-plan-2017";
const tags = { en: "en", zh: "zh-Hans", ja: "ja", ko: "ko" };

for (const ui of Object.keys(languages)) {
  test(`a paper is read in ${ui}, from its files to a clause`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address(ui, plan));
    await expect(page.locator("table.files tbody tr")).toHaveCount(3);
    await expect(page.locator(".paper")).toHaveAttribute("lang", tags[ui]);
    expect(await page.locator(".paper .clause").count()).toBeGreaterThan(20);
    const other = ui === "en" ? "ja" : "en";
    await page.locator(`nav.accounts a[href*="text=${other}"]`).click();
    await expect(page.locator(".paper")).toHaveAttribute("lang", tags[other]);
    await page.locator('.contents a[href="#article-3"]').click();
    await expect(page.locator('[id="article-3"]')).toBeInViewport();
    await page.locator('[id="article-3.1"] a.num').click();
    await expect(page).toHaveURL(new RegExp(`/${ui === "en" ? "en" : "\\w\\w"}/${plan}.*#article-3\\.1$`));
    await context.close();
  });

  test(`languages stand side by side in ${ui}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address(ui, plan));
    await page.locator(`main a[href$="/${plan}/side-by-side"]`).click();
    await expect(page.locator(".beside thead th")).toHaveCount(3);
    await page.goto(address(ui, `${plan}/side-by-side?with=en,ja,ko`));
    const row = page.locator('.beside tr[id="article-3.1"]');
    await expect(row.locator("td")).toHaveCount(3);
    expect(await row.locator("td > div").evaluateAll((cells) => cells.map((cell) => cell.lang))).toEqual(["en", "ja", "ko"]);
    const tops = () => row.locator("td").evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().top)));
    expect(new Set(await tops()).size, "wide: one row").toBe(1);
    await expect(row.locator(".of-language").first()).toBeHidden();
    await page.setViewportSize({ width: 320, height: 800 });
    expect(new Set(await tops()).size, "narrow: one below the other").toBe(3);
    await expect(row.locator(".of-language").first()).toBeVisible();
    await context.close();
  });

  test(`versions are compared in ${ui}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address(ui, `${last}/versions`));
    await expect(page.locator("ol.line li")).toHaveCount(3);
    await page.selectOption("#from", "specimen-action-plan-2009");
    await page.selectOption("#in", ui);
    await page.locator("form.choose button").click();
    await expect(page).toHaveURL(/from=specimen-action-plan-2009&to=specimen-action-plan-2017/);
    await expect(page.locator(".change .rec").first()).toHaveAttribute("lang", tags[ui]);
    expect(await page.locator(".change.moved").count(), "articles moved").toBeGreaterThan(0);
    expect(await page.locator(".change.added").count()).toBeGreaterThan(0);
    expect(await page.locator(".change.dropped").count()).toBeGreaterThan(0);
    await expect(page.locator(".change del").first()).toHaveCSS("text-decoration-line", "line-through");
    await expect(page.locator(".change ins").first()).toHaveCSS("border-block-end-style", "solid");
    const folded = page.locator(".unchanged").first();
    await expect(folded.locator("p").first()).toBeHidden();
    await folded.locator("summary").click();
    await expect(folded.locator("p").first()).toBeVisible();
    await context.close();
  });
}

test("a file is given in parts that are the file", async ({ page }) => {
  await page.goto(address("en", plan));
  const href = await page.locator('table.files a[href*="/files/"]').first().getAttribute("href");
  const url = new URL(href, origin()).href;
  const whole = await fetch(url);
  expect(whole.status).toBe(200);
  expect(whole.headers.get("content-type")).toBe("application/pdf");
  expect(whole.headers.get("content-disposition")).toMatch(/^inline; filename=/);
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  const etag = whole.headers.get("etag");
  expect(url.endsWith(etag.replaceAll('"', ""))).toBe(true);
  const half = Math.floor(bytes.length / 2);
  const parts = await Promise.all(
    [`bytes=0-${half - 1}`, `bytes=${half}-`].map(async (range) => {
      const part = await fetch(url, { headers: { range, "if-range": etag } });
      expect(part.status).toBe(206);
      return Buffer.from(await part.arrayBuffer());
    }),
  );
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  expect((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
  expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
});

test("on paper a comparison is unfolded and its choice is left out", async ({ page }) => {
  await page.goto(address("en", `${last}/versions?from=specimen-action-plan-2011&to=specimen-action-plan-2017&text=en`));
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("form.choose")).toBeHidden();
  await expect(page.locator(".change").first()).toBeVisible();
  await expect(page.locator("ol.line")).toBeVisible();
});

test("worklists lead to what may want a hand", async ({ page }) => {
  await page.goto(address("en", "worklists"));
  await page.locator('main a[href$="/en/worklists/no-file"]').click();
  await expect(page.locator("main table tbody tr").first()).toBeVisible();
  await page.locator("main table tbody th a").first().click();
  await expect(page).toHaveURL(/\/en\/documents\//);
});

test("quotation marks are those of the reader’s language", async ({ page }) => {
  const compare = "documents/specimen-action-plan-2017/versions?from=specimen-action-plan-2011&to=specimen-action-plan-2017";
  for (const [ui, marks, others] of [["ja", /「日中韓税関協力行動計画/, /[“”]/], ["zh", /“中日韩海关合作行动计划/, /[「」]/]]) {
    await page.goto(address(ui, compare));
    await expect(page.getByRole("main")).toContainText(marks);
    await expect(page.locator(".fate").filter({ hasText: others })).toHaveCount(0);
  }
});

test("languages that a document does not have leave two that it has side by side", async ({ page }) => {
  await page.goto(address("en", "documents/specimen-action-plan-2011/side-by-side?with=fr"));
  await expect(page.locator("table.beside thead th[scope=col]")).toHaveCount(3);
});
