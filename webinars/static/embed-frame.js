/* Tells the site around the frame how high it is; nothing else is said. */
(() => {
  const tell = () => parent.postMessage({ webinarsHeight: document.documentElement.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
})();
