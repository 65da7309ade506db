// Suggestions below the search box: a listbox that arrow keys and screen readers can use. Without this file the box
// works as it is. Nothing is asked while an input method is composing.
const box = document.querySelector("form.search input[type=search]");
if (box) {
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.form.dataset.suggestions);
  list.hidden = true;
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) box.setAttribute(name, value);
  let composing = false, timer = 0, asked = 0, chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (n) => {
    const options = [...list.children];
    chosen = (n + options.length) % options.length;
    options.forEach((option, k) => option.setAttribute("aria-selected", String(k === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const take = (option) => {
    box.value = option.dataset.text;
    close();
    box.form.requestSubmit();
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ text, kind }, n) => {
      const option = document.createElement("li");
      option.id = `suggestion-${n}`;
      option.dataset.text = text;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const label = document.createElement("span");
      label.textContent = text;
      const what = document.createElement("small");
      what.textContent = box.form.dataset[kind];
      option.append(label, what);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
      return option;
    }));
    list.hidden = !suggestions.length;
    chosen = -1;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const mine = ++asked;
    const words = box.value.trim();
    if (composing || !words || words.length > 60) return close();
    try {
      const answer = await fetch(`${box.form.dataset.root}/api/v1/suggest?${new URLSearchParams({ q: words, lang })}`);
      if (mine === asked && answer.ok && document.activeElement === box) show((await answer.json()).suggestions);
    } catch { close(); }
  };
  box.addEventListener("compositionstart", () => { composing = true; close(); });
  box.addEventListener("compositionend", () => { composing = false; ask(); });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();  // else the browser would clear the box as well
      close();
    }
  });
}
