// Who copies from the text of a clause takes the text alone, without the links of its terms.
document.querySelector(".pairs:has(a.term)")?.addEventListener("copy", (event) => {
  event.clipboardData.setData("text/plain", String(getSelection()));
  event.preventDefault();
});

// Copy buttons. Without this file the address and the citation stand in fields that can be selected by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      done = document.execCommand("copy");
    }
    button.textContent = done ? button.dataset.done : button.dataset.failed;
    document.getElementById("copy-status").textContent = button.textContent;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
