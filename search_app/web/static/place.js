// The other language opens at the same place. Without this file it opens at the top of the same page.
for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", () => { link.hash = location.hash; });
}
