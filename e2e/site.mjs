// What every journey shares: the address of the server, the kinds of page, and a page that is watched while it is used.
import { test as base, expect } from "@playwright/test";

/** The languages of the interface, as addresses have them, with the tag that the page must carry. */
export const languages = { en: "en", zh: "zh-Hans", ja: "ja", ko: "ko" };

/** Whether the made-up records of setup.mjs are there: not on a server that may not be written to. */
export const hasMadeUp = !process.env.CHANCERY_AS_IT_IS;

/** One address of every kind of page, below the language, with the status it is answered with. */
const all = {
  home: { path: "" },
  topic: { path: "topics/customs" },
  mechanisms: { path: "mechanisms" },
  mechanism: { path: "mechanisms/tchm" },
  meetings: { path: "meetings" },
  meeting: { path: "meetings/tchm/4" },
  "meeting with statements": { path: "meetings/summit/2" },
  documents: { path: "documents" },
  document: { path: "documents/tchm-6-action-plan" },
  commitments: { path: "commitments" },
  commitment: { path: "commitments/cei-every-year" },
  "commitment with a plan": { path: "commitments/fourth-heads-meeting" },
  brief: { path: "mechanisms/tchm/brief" },
  process: { path: "processes/aeo-recognition" },
  project: { path: "projects/fake-zero" },
  exchanges: { path: "exchanges" },
  exchange: { path: "exchanges/ipr-joint-operation-2011" },
  method: { path: "method" },
  paper: { path: "documents/specimen-action-plan-2011" },
  "side by side": { path: "documents/specimen-action-plan-2011/side-by-side?with=en,ja,ko" },
  versions: { path: "documents/specimen-action-plan-2017/versions" },
  worklists: { path: "worklists" },
  worklist: { path: "worklists/no-file" },
  organisations: { path: "organisations" },
  organisation: { path: "organisations/cn-gacc" },
  search: { path: "search?q=customs" },
  "search that is read part by part": { path: "search?q=6th+customs+-seoul+host:JP&topic=customs" },
  "search without a hit": { path: "search?q=zzqqxxy" },
  "search with ways on": { path: "search?q=customs+year:1950&host=JP" },
  "search help": { path: "search/help" },
  history: { path: "history/document/made-up-changed" },
  revision: { path: "history/document/made-up-changed/v2" },
  about: { path: "about" },
  "not found": { path: "meetings/tchm/99", status: 404 },
  gone: { path: "documents/made-up-gone", status: 410 },
};
export const pages = Object.fromEntries(Object.entries(all).filter(([, { path }]) => hasMadeUp || !path.includes("made-up")));

/** The address of a page in a language. */
export const address = (ui, path) => `${origin()}/${ui}/${path}`;

/** Where the server is. */
export const origin = () => process.env.CHANCERY_ORIGIN;

/** A test whose page may ask no other host, keep no cookie and report no error. */
export const test = base.extend({
  page: async ({ page, context }, use) => {
    const faults = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin()}/`)) {
        faults.push(`asked another host: ${request.url()}`);
      }
    });
    page.on("console", (message) => {
      // The browser itself notes an answer of 404 or 410 as an error of the console; the journeys ask for such pages.
      const isStatus = /status of (404|410)/.test(message.text());
      if (["error", "warning"].includes(message.type()) && !isStatus) {
        faults.push(`console: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    await use(page);
    for (const cookie of await context.cookies()) {
      faults.push(`cookie: ${cookie.name}`);
    }
    expect(faults).toEqual([]);
  },
});

export { expect };
