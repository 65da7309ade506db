// The list of this browser. Without this file ☆ leads to the list that the address carries with one thing more.
// A page whose address carries a list works by its address, so that somebody else's list never changes one's own.
const counter = document.querySelector("a.listed");
const read = () => { try { return JSON.parse(localStorage.getItem("list") || "[]").filter((one) => typeof one === "string"); } catch { return []; } };
const itemsOf = (url) => new URL(url, location.href).searchParams.getAll("b");
const withItems = (path, items) => path + (items.length ? "?" + items.map((one) => "b=" + encodeURIComponent(one).replaceAll("%2F", "/")).join("&") : "");
const same = (one, other) => one.join(" ") === other.join(" ");
let kept = true;
const keep = (items) => {
  try { localStorage.setItem("list", JSON.stringify(items)); } catch { kept = false; }
};
const count = () => {
  const items = read();
  counter.textContent = items.length ? counter.dataset.count.replace("{n}", items.length) : counter.dataset.none;
  counter.href = withItems(counter.pathname, items);
};
const most = 50;

if (counter) {
  const page = document.querySelector(".picked");
  const carried = itemsOf(location.href);
  const own = same(carried, read());
  if (!carried.length || own) count();
  if (!carried.length) {
    const show = () => {
      for (const star of document.querySelectorAll("a.star")) {
        const listed = read().includes(star.dataset.item);
        star.textContent = listed ? "★" : "☆";
        star.setAttribute("role", "button");
        star.setAttribute("aria-pressed", String(listed));
      }
    };
    document.addEventListener("click", (event) => {
      const star = event.target.closest("a.star"), items = read();
      if (!star) return;
      const listed = items.includes(star.dataset.item);
      if (!listed && items.length >= most) return;
      keep(listed ? items.filter((one) => one !== star.dataset.item) : [...items, star.dataset.item]);
      if (!kept) return;  // a browser that keeps nothing follows the link
      event.preventDefault();
      show();
      count();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === " " && event.target.closest("a.star")) { event.preventDefault(); event.target.click(); }
    });
    document.addEventListener("answered", show);  // new stars came with the answers to a company
    show();
  }
  if (page && carried.length && own) {
    // One's own list: what is changed here is kept, and other pages are left to the list of the browser.
    for (const link of page.querySelectorAll("a.edit")) link.addEventListener("click", () => keep(itemsOf(link.href)));
    for (const link of document.querySelectorAll("a[href*='b=']")) {
      const url = new URL(link.href);
      if (/\/(list|offer)([./]|$)/.test(url.pathname) || link.classList.contains("language")) continue;
      url.searchParams.delete("b");
      link.href = url.href;
    }
  }
  const mine = page && page.querySelector(".mine");
  if (mine && mine.classList.contains("keep") ? !own : mine && read().length) {
    mine.hidden = false;
    const link = mine.querySelector("a"), button = mine.querySelector("button");
    if (link) link.href = withItems(counter.pathname, read());
    if (button) button.addEventListener("click", () => { keep(carried); button.textContent = button.dataset.done; button.disabled = true; });
  }
}
