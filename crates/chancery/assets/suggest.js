// Suggestions while a query is typed: a combobox with a list box, by the WAI-ARIA 1.2 pattern.
// Without it the box and its button do all they have to. Quiet while an input method is composing.
"use strict";
for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form, form.elements.q, form.dataset);

function suggest(form, box, words) {
  const said = document.getElementById("said");
  const list = make("div", { id: "suggestions", role: "listbox", "aria-label": words.queries });
  let options = [];
  let at = -1;
  let typed = "";
  let composing = false;
  let waiting, asked;
  form.append(list);
  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id });
  unfold(false);

  function set(element, attributes) {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  }
  function make(tag, attributes, ...inside) {
    const element = set(document.createElement(tag), attributes);
    element.append(...inside);
    return element;
  }
  function unfold(open) {
    list.hidden = !open;
    set(box, { "aria-expanded": open });
  }
  function choose(next) {
    if (options[at]) set(options[at], { "aria-selected": false });
    at = next;
    const option = options[at];
    if (!option) return box.removeAttribute("aria-activedescendant");
    set(option, { "aria-selected": true }).scrollIntoView({ block: "nearest" });
    set(box, { "aria-activedescendant": option.id });
  }
  function stop() {
    clearTimeout(waiting);
    asked?.abort();
  }
  function close() {
    stop();
    choose(-1);
    unfold(false);
  }
  function go(found) {
    close();
    if (found.text) box.value = found.text;
    location.assign(found.url);
  }
  function option(found) {
    const letters = [...(found.text || found.title)];
    const lang = found.lang || found.title_lang;
    const name = make("span", { lang: lang === "und" ? "" : lang });
    let done = 0;
    for (const [from, until] of found.highlights || []) {
      name.append(letters.slice(done, from).join(""), make("mark", {}, letters.slice(from, until).join("")));
      done = until;
    }
    name.append(letters.slice(done).join(""));
    const element = make("div", { role: "option", id: "suggestion-" + options.length, "aria-selected": false }, name);
    if (found.kind_name) element.append(" ", make("small", {}, found.kind_name));
    element.addEventListener("click", () => go(found));
    element.found = found;
    options.push(element);
    return element;
  }
  function show(answer) {
    choose(-1);
    options = [];
    list.replaceChildren();
    for (const [label, found] of [[words.queries, answer.queries], [words.records, answer.records]]) {
      const head = make("p", { "aria-hidden": true }, label);
      if (found.length) list.append(make("div", { role: "group", "aria-label": label }, head, ...found.map(option)));
    }
    const count = options.length;
    unfold(count > 0);
    said.textContent = count === 1 ? words.one : count ? words.many.replace("#", count) : words.none;
  }
  async function ask(text) {
    asked = new AbortController();
    try {
      const answer = await fetch(words.suggest + "&q=" + encodeURIComponent(text), { signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch {
      // A newer question took its place, or the network is gone; the box works all the same.
    }
  }
  function look() {
    const text = box.value.trim();
    if (composing || text === typed) return;
    typed = text;
    stop();
    const least = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u.test(text) ? 1 : 2;
    if ([...text].length >= least) waiting = setTimeout(ask, 120, text);
    else {
      close();
      options = [];
    }
  }
  box.addEventListener("compositionstart", () => {
    composing = true;
    stop();
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    look();
  });
  box.addEventListener("input", look);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    // 229: the key went to the input method.
    if (composing || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    const open = !list.hidden;
    const last = options.length - 1;
    const moves = { ArrowDown: at < last ? at + 1 : -1, ArrowUp: at < 0 ? last : at - 1, Home: 0, End: last };
    if (open && (key === "Escape" || (key === "ArrowUp" && event.altKey))) close();
    else if (open && key === "Enter" && at >= 0) go(options[at].found);
    // Home and End move within the text until an option is chosen.
    else if (open && key in moves && (at >= 0 || key.startsWith("Arrow"))) choose(moves[key]);
    else if (!open && key === "ArrowDown" && last >= 0 && box.value.trim() === typed) {
      unfold(true);
      if (!event.altKey) choose(0);
    } else return;
    event.preventDefault();
  });
  addEventListener("pagehide", close);
}
