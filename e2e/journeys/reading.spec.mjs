// A reader's way through the register, in each language, and what stands on every page.
import { address, expect, hasMadeUp, languages, origin, pages, test } from "../site.mjs";

/** Follows the first link that ends with a path, as a reader would by clicking it. */
async function follow(page, path) {
  await page.locator(`main a[href$="${path}"]`).first().click();
  await expect(page).toHaveURL(new RegExp(`${path.replaceAll("/", "\\/")}$`));
  await expect(page.locator("h1")).toHaveCount(1);
}

for (const ui of Object.keys(languages)) {
  test(`from the home page to a document in ${ui}`, async ({ page }) => {
    await page.goto(address(ui, ""));
    await follow(page, `/${ui}/topics/customs`);
    await follow(page, `/${ui}/mechanisms/tchm`);
    await follow(page, `/${ui}/meetings/tchm/6`);
    const document = await page.locator(`main a[href*="/${ui}/documents/"]`).first().getAttribute("href");
    await follow(page, document);
    await expect(page.locator(`main a[href$="/${ui}/meetings/tchm/6"]`).first()).toBeVisible();
  });

  test(`without script in ${ui}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address(ui, ""));
    await follow(page, `/${ui}/topics/customs`);
    await follow(page, `/${ui}/mechanisms/tchm`);
    await page.locator('[role="search"] input[name="q"], form[action*="search"] input[name="q"]').first().fill("customs");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${ui}/search\\?`));
    await expect(page.locator(`main a[href*="/${ui}/meetings/"], main a[href*="/${ui}/mechanisms/"]`).first()).toBeVisible();
    await context.close();
  });
}

test("every page has one heading, its landmarks, a canonical address and its other languages", async ({ page }) => {
  for (const [kind, { path, status = 200 }] of Object.entries(pages)) {
    await page.goto(address("en", path));
    await expect(page.locator("h1"), kind).toHaveCount(1);
    await expect(page.locator("main"), kind).toHaveCount(1);
    await expect(page.locator("body > header, body header[role=banner]").first(), kind).toBeVisible();
    await expect(page, kind).toHaveTitle(/.{3,}/);
    if (status === 200) {
      const canonical = await page.locator('link[rel="canonical"]').getAttribute("href");
      expect(canonical.startsWith(`${origin()}/en/`), `${kind}: ${canonical}`).toBe(true);
      const alternates = page.locator('link[rel="alternate"][hreflang]');
      expect(await alternates.count(), kind).toBeGreaterThanOrEqual(5);
      expect((await page.locator('meta[name="description"]').getAttribute("content")).length, kind).toBeGreaterThan(10);
    }
  }
});

test("the language switch keeps the page and what was asked", async ({ page }) => {
  await page.goto(address("en", "search?q=customs&topic=customs"));
  await page.locator('a[hreflang="ja"]').first().click();
  await expect(page).toHaveURL(/\/ja\/search\?/);
  const query = new URL(page.url()).searchParams;
  expect([query.get("q"), query.get("topic")]).toEqual(["customs", "customs"]);
  await page.goto(address("ko", "meetings/tchm/6"));
  await page.locator('a[hreflang="zh-Hans"]').first().click();
  await expect(page).toHaveURL(address("zh", "meetings/tchm/6"));
});

test("the first address follows the language of the browser", async ({ browser }) => {
  for (const [locale, ui] of [["ko-KR", "ko"], ["ja", "ja"], ["zh-CN", "zh"], ["fr", "en"]]) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(`${origin()}/`);
    await expect(page).toHaveURL(address(ui, ""));
    await context.close();
  }
});

test("an outcome has an address of its own", async ({ page }) => {
  await page.goto(`${origin()}/id/meeting/tchm/4/outcome-2.1`);
  await expect(page).toHaveURL(/\/meetings\/tchm\/4.*#outcome-2\.1$/);
  const item = page.locator('[id="outcome-2.1"]');
  await expect(item).toBeInViewport();
  expect((await item.innerText()).length).toBeGreaterThan(20);
});

test("a record tells how it is cited and how it changed", async ({ page }) => {
  test.skip(!hasMadeUp, "nothing may be published on this server");
  await page.goto(address("en", "documents/made-up-changed"));
  await expect(page.locator("main")).toContainText("/id/document/made-up-changed/v2");
  await page.locator('main a[href$="/history/document/made-up-changed"]').first().click();
  await page.locator('main a[href$="/history/document/made-up-changed/v2"]').first().click();
  await expect(page.locator("main")).toContainText("Made-up paper made-up-changed");
  await expect(page.locator("main")).toContainText("in its second wording");
  await page.goto(`${origin()}/id/document/made-up-changed/v1`);
  await expect(page).toHaveURL(address("en", "history/document/made-up-changed/v1"));
  await expect(page.locator("main table, main dl").last()).toContainText("Made-up paper made-up-changed");
  await expect(page.locator("main table, main dl").last()).not.toContainText("in its second wording");
});

test("old addresses lead on, and what is gone says why", async ({ page }) => {
  test.skip(!hasMadeUp, "nothing may be published on this server");
  await page.goto(address("ja", "documents/made-up-old"));
  await expect(page).toHaveURL(address("ja", "documents/made-up-new"));
  const gone = await page.goto(address("en", "documents/made-up-gone"));
  expect(gone.status()).toBe(410);
  await expect(page.locator("main")).toContainText("It was made up.");
  const missing = await page.goto(address("en", "mechanisms/tchn"));
  expect(missing.status()).toBe(404);
  await expect(page.locator('main a[href$="/en/mechanisms/tchm"]').first()).toBeVisible();
  await expect(page.locator('form input[name="q"]').first()).toBeVisible();
});

test("a keyboard reaches the content first, then everything else", async ({ page }) => {
  await page.goto(address("en", "meetings/tchm/4"));
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  await expect(skip).toHaveAttribute("href", /^#/);
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.querySelector("main").contains(document.activeElement))).toBe(true);
});

test("on paper the record stays and the navigation goes", async ({ page }) => {
  await page.goto(address("en", "meetings/tchm/4"));
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator('[id="outcome-2.1"]')).toBeVisible();
  await expect(page.locator('form input[name="q"]').first()).toBeHidden();
  await expect(page.locator('a[hreflang="ja"]').first()).toBeHidden();
});
