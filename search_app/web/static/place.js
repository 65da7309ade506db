// Where the reader is: kept when languages change, and shown in the contents. Without this file the other language opens
// at the top, a choice of languages is a link, and the contents mark nothing.
const places = "main :is(.pair, .clause, .award, .hit, .change)[id]";
// The first of the places that is on the screen.
const topmost = () => [...document.querySelectorAll(places)].find((one) => {
  const box = one.getBoundingClientRect();
  return box.height && box.bottom > 24 && box.top < innerHeight;
});
const onScreen = (one) => {
  const box = one?.getBoundingClientRect();
  return box && box.bottom > 0 && box.top < innerHeight;
};
const findHere = () => {
  if (onScreen(document.querySelector(":target"))) return location.hash;
  return topmost() ? `#${topmost().id}` : "";
};
// The switch stands at the top, to which a reader scrolls up: what counts is where they stayed before.
const high = 100, recent = 15_000;  // CSS pixels; milliseconds
let stayed = { place: "", when: 0 }, timer = 0;
addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(() => { if (scrollY > high) stayed = { place: findHere(), when: performance.now() }; }, 250);
}, { passive: true });
const findPlace = () => {
  if (scrollY > high) return findHere();
  return stayed.when && performance.now() - stayed.when < recent ? stayed.place : location.hash;
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.language");  // which an answer to a company replaces
  if (link) link.hash = findPlace();
});

// The languages in which a text is shown. The address comes first; else what this browser chose last on pages of the
// language of this one.
const shown = document.querySelector(".page");
const choices = [...document.querySelectorAll(".show a[data-show]")];
const storedAs = `show-${document.documentElement.lang.slice(0, 2)}`;
const remember = (show) => { try { localStorage.setItem(storedAs, show); } catch { /* the address still holds it */ } };
const remembered = () => { try { return localStorage.getItem(storedAs); } catch { return null; } };
const apply = (show) => {
  shown.dataset.show = show;
  for (const one of choices) {
    if (one.dataset.show === show) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
};
if (shown && choices.length) {
  const last = remembered();
  if (!new URLSearchParams(location.search).has("show") && choices.some((one) => one.dataset.show === last)) apply(last);
  for (const one of choices) {
    one.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const read = topmost(), before = read?.getBoundingClientRect().top;
      apply(one.dataset.show);
      remember(one.dataset.show);
      const url = new URL(location.href);
      url.searchParams.set("show", one.dataset.show);
      history.replaceState(null, "", url);
      for (const link of document.querySelectorAll(".way-back .step a, .neighbours a")) {
        const there = new URL(link.href);
        there.searchParams.set("show", one.dataset.show);
        link.href = there.href;
      }
      if (read) scrollBy({ top: read.getBoundingClientRect().top - before, behavior: "instant" });
    });
  }
}

// A link to each sentence of a document, for the pointer: the keyboard would have to pass up to 121 of them, and finds the
// same sentences on the page of each clause.
for (const pair of document.querySelectorAll(".clause .pair[id]")) {
  const link = document.createElement("a");
  link.className = "at";
  link.href = `#${pair.id}`;
  link.tabIndex = -1;
  link.setAttribute("aria-hidden", "true");
  link.textContent = "¶";
  pair.prepend(link);
}

// In the contents of a document the clause that is read.
const contents = document.querySelector("nav.contents");
if (contents) {
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  let current;
  const mark = () => {
    const found = [...links.keys()].find((id) => seen.has(id));
    if (!found || links.get(found) === current) return;
    current?.removeAttribute("aria-current");
    current = links.get(found);
    current.setAttribute("aria-current", "true");
    if (contents.scrollHeight > contents.clientHeight) contents.scrollTop = current.offsetTop - contents.clientHeight / 2;
  };
  const watch = new IntersectionObserver((entries) => {
    for (const one of entries) {
      if (one.isIntersecting) seen.add(one.target.id);
      else seen.delete(one.target.id);
    }
    mark();
  }, { rootMargin: "-5% 0px -60% 0px" });
  for (const section of document.querySelectorAll("section.clause")) watch.observe(section);
}
