// Searching: by keyboard, by facets, page after page, and when nothing is found.
import { address, expect, languages, test } from "../site.mjs";

const box = 'form input[name="q"]';

for (const [ui, query] of Object.entries({ en: "customs heads meeting", zh: "海关领导人会议", ja: "関税局長", ko: "관세청장회의" })) {
  test(`a known mechanism is found in ${ui}`, async ({ page }) => {
    await page.goto(address(ui, ""));
    await page.locator(box).first().focus();
    await page.keyboard.type(query);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${ui}/search\\?`));
    await expect(page.locator(`main a[href$="/${ui}/mechanisms/tchm"]`).first()).toBeVisible();
    await expect(page.locator("main mark").first()).toBeVisible();
    await expect(page.locator(`main ${box}, header ${box}`).first()).toHaveValue(query);
  });
}

test("a hit leads to the very outcome", async ({ page }) => {
  await page.goto(address("en", 'search?q="fake zero"'));
  const passage = page.locator('main a[href*="#outcome-"], main a[href*="/outcome-"]').first();
  await passage.click();
  await expect(page).toHaveURL(/#.*outcome-/);
});

test("facets narrow the answer, and can be taken back", async ({ page }) => {
  await page.goto(address("en", "search?q=meeting"));
  const facet = page.locator('main a[href*="topic=customs"]').first();
  await facet.click();
  await expect(page).toHaveURL(/topic=customs/);
  const hits = page.locator('main a[href*="/en/meetings/"]');
  const addresses = await hits.evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  expect(addresses.length).toBeGreaterThan(0);
  for (const one of addresses) {
    expect(one).toMatch(/\/meetings\/tchm/);
  }
  const without = page.locator('main a[href*="/search?"]:not([href*="topic=customs"])').first();
  await without.click();
  await expect(page).not.toHaveURL(/topic=customs/);
});

test("pages of hits follow one another without repeating", async ({ page }) => {
  await page.goto(address("en", "search?q=meeting&kind=meeting"));
  const seen = new Set();
  for (let number = 1; number <= 3; number += 1) {
    const titles = await page.locator("main h2 a, main h3 a").evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
    const fresh = titles.filter((one) => one.includes("/meetings/"));
    expect(fresh.length, `page ${number}`).toBeGreaterThan(0);
    for (const one of fresh) {
      expect(seen.has(one), `${one} again on page ${number}`).toBe(false);
      seen.add(one);
    }
    if (number < 3) {
      await page.locator('main a[rel~="next"]').first().click();
      await expect(page.locator("h1")).toHaveCount(1);
    }
  }
});

for (const ui of Object.keys(languages)) {
  test(`no query is an error in ${ui}`, async ({ page }) => {
    for (const query of ["zzqqxxy", '"unbalanced', "customs OR (", "-", "year:abc", "*", " ", "관", "a".repeat(3000)]) {
      const answer = await page.goto(address(ui, `search?q=${encodeURIComponent(query)}`));
      expect(answer.status(), query.slice(0, 20)).toBe(200);
      await expect(page.locator("h1")).toHaveCount(1);
    }
    await page.goto(address(ui, "search?q=zzqqxxy"));
    await expect(page.locator(`main a[href*="/${ui}/topics/"], main a[href$="/${ui}/mechanisms"]`).first()).toBeVisible();
  });
}
