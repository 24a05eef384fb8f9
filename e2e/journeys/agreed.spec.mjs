// What was agreed, and what became of it: from a meeting to its grid, its strip, its plan, and the paper for the next meeting.
import { address, expect, test } from "../site.mjs";

test("from the heads’ meeting of 2009 to the grid of mutual recognition", async ({ page }) => {
  await page.goto(address("en", "meetings/tchm/3"));
  await page.locator("#follow-through").locator("..").getByRole("link", { name: /Mutual recognition of AEO/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Mutual recognition");
  await expect(page.locator("ol.evidence > li")).toHaveCount(5);
  await page.getByRole("link", { name: "Mutual recognition of authorized economic operators" }).click();
  await expect(page.locator("table.grid tbody tr")).toHaveCount(3);
  await expect(page.locator("table.grid")).toContainText("1 June 2019");
});

test("“every year” leads to a strip with the years of which nothing is recorded", async ({ page }) => {
  await page.goto(address("en", "commitments/cei-every-year"));
  await expect(page.getByRole("table")).toContainText("Nothing recorded");
  await expect(page.locator(".periods .here")).toHaveCount(4);
});

test("the action plan of 2017 leads back to 2009", async ({ page }) => {
  await page.goto(address("en", "projects/customs-action-plan"));
  const plans = page.locator("section[aria-labelledby=records] a[href*='action-plan']");
  await expect(plans).toHaveCount(3);
  await plans.last().click();
  await expect(page).toHaveURL(/tchm-6-action-plan/);
});

test("the brief for the next heads’ meeting prints in Korean", async ({ page }) => {
  await page.goto(address("ko", "mechanisms/tchm"));
  await page.getByRole("link", { name: "다음 회의를 위한 미결 사항" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("제7차");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("header.top form")).toBeHidden();
  await expect(page.locator(".open li").first()).toBeVisible();
});

test("the list of commitments leads to the register of exchanges and from a joint operation back", async ({ page }) => {
  await page.goto(address("en", "commitments"));
  await page.locator("main").getByRole("link", { name: "Exchanges and joint operations" }).click();
  const register = page.getByLabel("Exchanges and joint operations");
  await register.getByRole("link", { name: "Joint operation", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Joint operation, 2011");
  await expect(page.locator("dl.facts")).toContainText("No figure");
  await page.locator("dl.facts").getByRole("link", { name: "Fake Zero" }).click();
  await expect(page).toHaveURL(/projects\/fake-zero/);
});

test("a hit says where its words are our summary, in the reader’s language", async ({ page }) => {
  for (const [ui, summary] of [["en", "Summary"], ["ja", "要約"]]) {
    await page.goto(address(ui, "search?q=aeo&kind=commitment"));
    await expect(page.locator(".hits > li").first().locator(".passage", { has: page.locator("mark") }).first().locator(".tag")).toHaveText(summary);
  }
  await page.goto(address("en", "search?q=validate+kind:meeting+mechanism:tchm"));
  await expect(page.locator(".hits .passage .tag").first()).toHaveText("Summary");
  // A name is nobody's retelling.
  await page.goto(address("en", "search?q=Kyoto+Convention&kind=document"));
  await expect(page.locator(".hits .passage .tag")).toHaveCount(0);
});

test("what cannot be shown names the part of the address that is wrong", async ({ page }) => {
  for (const [ui, said] of [["en", "“party”"], ["zh", "“party”"], ["ja", "「party」"], ["ko", "“party”"]]) {
    const answer = await page.request.get(address(ui, "exchanges?party=jp"));
    expect(answer.status()).toBe(400);
    expect(await answer.text()).toContain(said);
  }
});

test("the register of exchanges breaks neither a kind nor a party’s name", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(address("zh", "exchanges"));
  const lines = (locator) => locator.evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom))).size;
  });
  expect(await lines(page.locator("table.exchanges tbody th a").first())).toBe(1);
  await expect(page.locator("table.exchanges .parties").first()).toHaveText("中国、日本、韩国");
  expect(await page.locator("table.exchanges .parties").first().evaluate((cell) => getComputedStyle(cell).wordBreak)).toBe("keep-all");
});
