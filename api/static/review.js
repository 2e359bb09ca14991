// Keys of the review queue: j and k go from pair to pair, m and x are the two decisions of the pair in focus.
let listening = false;

// The Latin letter of a key: on an Arabic keyboard, which has none, the one printed beside the other.
const letterOf = (event) => (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, "")).toLowerCase();

export function listenForKeys(root) {
  if (listening || !root.querySelector("[data-review]")) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    const pairs = [...document.querySelectorAll("[data-review] > li")];
    const typing = event.target.closest("input, textarea, select");
    if (!pairs.length || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = pairs.findIndex((pair) => pair.contains(document.activeElement));
    const letter = letterOf(event);
    if (letter === "j" || letter === "k") {
      const next = Math.min(Math.max(at + (letter === "j" ? 1 : -1), 0), pairs.length - 1);
      pairs[next].focus();
      event.preventDefault();
      return;
    }
    const button = at >= 0 && pairs[at].querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (!button) return;
    event.preventDefault();
    const reason = pairs[at].querySelector("input[name=reason]");
    if (reason && !reason.value) reason.focus(); // a decision says why
    else button.click();
  });
}
