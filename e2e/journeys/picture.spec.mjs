// The picture of the README: written only when asked for, so that a run of the journeys changes no file.
//
//     CHANCERY_SCREENSHOT=../docs/screenshot.png node node_modules/@playwright/test/cli.js test picture
import { address, test } from "../site.mjs";

const file = process.env.CHANCERY_SCREENSHOT;

test("the picture of the README", async ({ page }) => {
  await page.goto(address("en", "meetings/tchm/4"));
  await page.evaluate(() => document.fonts.ready);
  if (file) {
    await page.screenshot({ path: file });
  }
});
