// Links marked data-swap and the search form fetch the next answer and put its <main> in place of this one. Whatever
// goes wrong, the browser follows the link itself.
let running = null;

export function swapPages(begin) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain) return;
    event.preventDefault();
    go(new URL(addressOf(link), location.href), begin, true);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || !form.matches("form.search")) return;
    event.preventDefault();
    const address = new URL(form.action || location.href);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    go(address, begin, true);
  });
  window.addEventListener("popstate", () => {
    if (!location.hash) go(new URL(location.href), begin, false);
  });
}

function addressOf(link) {
  return link.href.baseVal ?? link.href; // links inside of an SVG hold an object
}

async function go(address, begin, push) {
  if (address.origin !== location.origin) {
    location.assign(address);
    return;
  }
  running?.abort();
  const mine = (running = new AbortController());
  document.body.classList.add("loading");
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) throw new Error("no page");
    if (push) history.pushState(null, "", answer.url);
    document.title = page.title;
    document.querySelector("main").replaceWith(fresh);
    document.querySelector(".switches").replaceWith(page.querySelector(".switches"));
    document.querySelector(".themes").replaceWith(page.querySelector(".themes"));
    begin();
    const heading = document.getElementById("results");
    (heading ?? fresh).focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    if (running === mine) document.body.classList.remove("loading");
  }
}
