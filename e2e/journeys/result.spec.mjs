// The page of results: how a query was read, near spellings, ways on from nothing, other forms of the list, and the page of help.
import { address, expect, languages, origin, test } from "../site.mjs";

const heading = (page) => page.locator("h1");
const found = (page) => page.locator(".hits > li");

/** The same search in each language: an ordinal, words, a condition. */
const conditions = { en: "6th customs heads host:JP", zh: "第六次 海关 主办方：日本", ja: "第6回 関税局長 開催国：日本", ko: "제6차 관세청장 개최국:일본" };

for (const [ui, query] of Object.entries(conditions)) {
  test(`a query is read part by part, and each can be taken away, in ${ui}`, async ({ page }) => {
    await page.goto(address(ui, `search?q=${encodeURIComponent(query)}`));
    const parts = page.locator(".read .chip");
    const count = await parts.count();
    expect(count).toBeGreaterThanOrEqual(3);
    expect((await parts.allTextContents()).join()).toMatch({ en: /Japan/, zh: /日本/, ja: /日本/, ko: /일본/ }[ui]);
    await parts.last().click();
    await expect(page.locator("form.find input")).toHaveValue(query.slice(0, query.lastIndexOf(" ")));
    await expect(page.locator(".read .chip")).toHaveCount(count - 1);
  });

  test(`nothing found shows what was understood and ways on in ${ui}`, async ({ page }) => {
    const words = { en: "customs", zh: "海关", ja: "税関", ko: "관세" }[ui];
    await page.goto(address(ui, `search?q=${encodeURIComponent(`${words} year:1950`)}&host=JP`));
    await expect(found(page)).toHaveCount(0);
    await expect(page.locator(".read .chip")).toHaveCount(2);
    await expect(page.locator(".chip.on")).toHaveCount(1);
    await expect(page.locator(".equivalents a, .also [lang]").first()).toBeVisible();
    await expect(page.locator(`main a[href$="/${ui}/search/help"]`)).toBeVisible();
    await expect(page.locator(`main a[href*="/${ui}/topics/"]`).first()).toBeVisible();
    const way = page.locator(".without a").first();
    const promised = /([\d,]+)[^\d]*$/.exec(await way.textContent())[1];
    await way.click();
    await expect(heading(page)).toContainText(promised);
    expect(await found(page).count()).toBeGreaterThan(0);
  });

  test(`the literal words alone are one click away in ${ui}`, async ({ page }) => {
    const words = { en: "customs", zh: "海关", ja: "税関", ko: "관세" }[ui];
    await page.goto(address(ui, `search?q=${encodeURIComponent(words)}`));
    await expect(page.locator(".also [lang]").first()).toBeVisible();
    await page.locator(".also a").click();
    await expect(page).toHaveURL(/literal=1/);
    await expect(page.locator(".also [lang]")).toHaveCount(0);
    await page.locator(".also a").click();
    await expect(page).not.toHaveURL(/literal=1/);
  });

  test(`the page of help is full of examples that find something in ${ui}`, async ({ page }) => {
    await page.goto(address(ui, ""));
    await page.locator(`main a[href$="/${ui}/search/help"]`).click();
    await expect(heading(page)).toBeVisible();
    const links = await page.locator("main .example a").evaluateAll((all) => all.map((link) => [link.href, link.textContent]));
    expect(links.length).toBeGreaterThan(18);
    for (const [href, example] of links) {
      const answer = await (await page.request.get(href, { headers: { accept: "application/json" } })).json();
      expect(answer.total, example).toBeGreaterThan(0);
      const unclear = answer.notes.filter((note) => ["unknown-field", "unknown-value", "not-understood", "several-values"].includes(note.code));
      expect(unclear, example).toEqual([]);
    }
  });
}

for (const [ui, [wrong, right]] of Object.entries({ en: ["custmos", "customs"], ko: ["외교장광회의", "외교장관회의"] })) {
  test(`near spellings are found and offered in ${ui}`, async ({ page }) => {
    await page.goto(address(ui, `search?q=${encodeURIComponent(wrong)}`));
    const meant = page.locator(".meant a");
    await expect(meant).toHaveText(right);
    await meant.click();
    await expect(page.locator("form.find input")).toHaveValue(right);
    expect(await found(page).count()).toBeGreaterThan(0);
  });
}

test("a list can be followed as a feed and taken as JSON from its own address", async ({ page }) => {
  for (const ui of Object.keys(languages)) {
    const path = "search?q=customs&kind=meeting&sort=newest";
    await page.goto(address(ui, path));
    const shown = await page.locator(".hits h2 a").evaluateAll((links) => links.map((link) => new URL(link.href).pathname.split("/").slice(3).join("/")));
    expect(shown.length).toBeGreaterThan(3);
    const own = await page.request.get(address(ui, path), { headers: { accept: "application/json" } });
    expect((await own.json()).hits.map((hit) => hit.id)).toEqual(shown);
    const feed = await page.locator('link[rel="alternate"][type="application/atom+xml"]').last().getAttribute("href");
    for (const [url, accept] of [[address(ui, path), "application/atom+xml"], [origin() + feed, "*/*"]]) {
      const answer = await page.request.get(url, { headers: { accept } });
      expect(answer.headers()["content-type"]).toContain("application/atom+xml");
      const ids = [...(await answer.text()).matchAll(/<id>[^<]*\/id\/meeting\/([^<]+)<\/id>/g)].map((match) => match[1]);
      expect(ids.slice(0, shown.length)).toEqual(shown);
    }
  }
});
