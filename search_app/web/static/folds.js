// What is folded. Without this file every fold opens and closes by its own summary.
const wide = matchMedia("(min-width: 60.01rem)");
// On wide screens the style shows what stands under these anyway; here it is said to programs, and to older browsers.
const fit = () => { for (const one of document.querySelectorAll("details.wide")) one.open = wide.matches; };
wide.addEventListener("change", fit);
if (wide.matches) fit();
// What lies over the page is closed by Escape and by a click elsewhere.
const findOver = () => [...document.querySelectorAll(`details:is(.fold${wide.matches ? "" : ", .menu, .drawer"})[open]`)];
document.addEventListener("keydown", (event) => {
  const [opened] = event.key === "Escape" ? findOver() : [];
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const one of findOver()) if (!one.contains(event.target)) one.open = false;
});
