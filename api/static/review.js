// Keys of the review queue: j and k go from pair to pair, m and x are the two decisions of the pair in focus.
let listening = false;

export function listenForKeys(root) {
  if (listening || !root.querySelector("[data-review]")) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    const pairs = [...document.querySelectorAll("[data-review] > li")];
    const typing = event.target.closest("input, textarea, select");
    if (!pairs.length || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = pairs.findIndex((pair) => pair.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), pairs.length - 1);
      pairs[next].focus();
      event.preventDefault();
      return;
    }
    const button = at >= 0 && pairs[at].querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    const reason = pairs[at].querySelector("input[name=reason]");
    if (reason && !reason.value) reason.focus(); // a decision says why
    else button.click();
  });
}
