// What fits is told anew after each answer, below or above the questions. Without this file a button does it.
const questions = document.querySelector("form.company");
let turn = 0;
questions?.addEventListener("change", async () => {
  const own = ++turn;
  const given = [...new FormData(questions)].filter(([, value]) => value);
  const url = questions.action + (given.length ? `?${new URLSearchParams(given)}` : "");
  const answer = await fetch(url).catch(() => null);
  const text = answer && await answer.text();
  if (!text || own !== turn) return;  // a later answer is on its way, or the button is still there
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["#answers", "a.language"]) {
    const shown = document.querySelector(part), told = page.querySelector(part);
    if (shown && told) shown.replaceWith(told);
  }
  history.replaceState(null, "", url);
  document.dispatchEvent(new Event("answered"));
});
