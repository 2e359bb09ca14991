// Buttons that copy the text of another element: data-copy names it, data-copied says where to tell that it was done.
export function offerCopying(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const told = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    told.textContent = button.dataset.done;
  } catch {
    // No right to the clipboard: the text is chosen, so that the visitor's own keys copy it.
    getSelection().selectAllChildren(source);
  }
}
