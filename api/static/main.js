// The page works without this; with it, citations are copied by a button, answers come without a whole new page, and
// the review queue has keys.
import { offerCopying } from "./copy.js";
import { swapPages } from "./swap.js";
import { listenForKeys } from "./review.js";

function begin() {
  offerCopying(document);
  listenForKeys(document);
}

begin();
swapPages(begin);
