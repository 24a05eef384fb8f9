// What a first view weighs over the wire, and the headers that it comes with.
import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { address, expect, languages, origin, pages, test } from "../site.mjs";

/** Fetches as a browser would, compressed; the body is kept as it came. */
const fetchRaw = (url) =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { "accept-encoding": "gzip" } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asked.on("error", reject);
    asked.end();
  });

/** The text of an answer. */
const text = ({ headers, body }) => (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");

test("a first view is light", async () => {
  for (const ui of Object.keys(languages)) {
    for (const [kind, { path }] of Object.entries(pages)) {
      const html = await fetchRaw(address(ui, path));
      expect(html.body.length, `${kind} in ${ui}, HTML`).toBeLessThanOrEqual(25 * 1024);
      const weigh = async (pattern) => {
        const found = [...text(html).matchAll(pattern)].map((match) => new URL(match[1], origin()).href);
        const sizes = await Promise.all(found.map(async (asset) => (await fetchRaw(asset)).body.length));
        return sizes.reduce((sum, size) => sum + size, 0);
      };
      expect(await weigh(/<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/g), `${kind}, CSS`).toBeLessThanOrEqual(20 * 1024);
      expect(await weigh(/<script[^>]+src="([^"]+)"/g), `${kind}, script`).toBeLessThanOrEqual(8 * 1024);
    }
  }
});

test("pages are guarded and can be kept", async () => {
  for (const [kind, { path, status = 200 }] of Object.entries(pages)) {
    const { headers, status: answered } = await fetchRaw(address("en", path));
    expect(answered, kind).toBe(status);
    const policy = headers["content-security-policy"];
    expect(policy, kind).toContain("default-src 'none'");
    expect(policy, kind).not.toContain("unsafe");
    expect(headers["x-content-type-options"], kind).toBe("nosniff");
    expect(headers["set-cookie"], kind).toBeUndefined();
    if (status === 200) {
      expect(headers.etag, kind).toBeTruthy();
      expect(headers["cache-control"], kind).toBeTruthy();
    }
  }
});

test("nothing on a page is written for script or style inside it", async () => {
  for (const [kind, { path }] of Object.entries(pages)) {
    const html = text(await fetchRaw(address("en", path)));
    expect(html, kind).not.toMatch(/<style[\s>]/);
    expect(html, kind).not.toMatch(/<script(?![^>]+src=)[^>]*>/);
    expect(html, kind).not.toMatch(/\s(?:style|onclick|onload)="/);
  }
});
