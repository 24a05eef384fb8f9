// Two conveniences; every page works without them.
// "/" goes to the search box, and a click on a permanent address copies it instead of going round by it.
"use strict";
document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  const typing = at && (at.tagName === "INPUT" || at.tagName === "TEXTAREA" || at.isContentEditable);
  const box = document.getElementById("q");
  if (event.key === "/" && !typing && box && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("a.copy");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || !navigator.clipboard) return;
  event.preventDefault();
  const item = link.closest("li[id], tr[id], .clause[id]");
  try {
    await navigator.clipboard.writeText(link.dataset.copy || link.href);
    if (item) history.replaceState(null, "", "#" + item.id);
    const said = document.getElementById("said");
    said.textContent = said.dataset.copied;
    link.dataset.said = said.dataset.copied;
    setTimeout(() => {
      said.textContent = "";
      delete link.dataset.said;
    }, 2000);
  } catch {
    location.href = link.href;
  }
});
