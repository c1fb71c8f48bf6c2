/* Keeps the page of a build's windows current as long as something can change. Without it the page shows one moment. */
(function () {
  "use strict";

  const place = document.getElementById("scalar-backup-live");
  const status = document.getElementById("scalar-backup-status");
  const LONGEST_WAIT = 30;
  let failures = 0;
  let asked = null;

  function refresh() {
    const windows = place.querySelector(".scalar-backup-windows");
    return windows ? Number(windows.dataset.refresh) : 0;
  }

  /* A reader who is being asked something must not have it taken away. */
  function isInUse() {
    return document.querySelector("dialog[open]") !== null;
  }

  /* Jenkins' link that asks first looks like a button: it is named one, and the space bar works as well. */
  function question(url) {
    return Array.from(place.querySelectorAll("a.confirmation-link")).find((link) => link.dataset.url === url);
  }

  function nameButtons() {
    place.querySelectorAll("a.confirmation-link").forEach((link) => link.setAttribute("role", "button"));
  }

  place.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.confirmation-link")) {
      event.preventDefault();
      event.target.click();
    }
  });

  /* Jenkins removes its dialog without closing it, so that the focus would be lost. */
  place.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a.confirmation-link");
      asked = link ? link.dataset.url : asked;
    },
    true,
  );
  new MutationObserver((changes) => {
    const closed = changes.some((change) => Array.from(change.removedNodes).some((node) => node.nodeName === "DIALOG"));
    const link = closed && document.activeElement === document.body ? question(asked) : null;
    if (link) {
      link.focus();
    }
  }).observe(document.body, { childList: true });

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".scalar-backup-windows");
    if (!fresh) {
      return;
    }
    const focused = document.activeElement;
    const href = focused && place.contains(focused) ? focused.getAttribute("data-url") : null;
    place.querySelectorAll("section details").forEach((details, index) => {
      const same = fresh.querySelectorAll("section details")[index];
      if (same) {
        same.open = details.open;
      }
    });
    place.replaceChildren(document.adoptNode(fresh));
    Behaviour.applySubtree(place, true);
    nameButtons();
    const again = href ? question(href) : null;
    if (again) {
      again.focus();
    }
    const said = place.querySelector("[data-status]");
    const text = said ? said.dataset.status : place.querySelector(".scalar-backup-verdict").innerText;
    if (status.textContent !== text) {
      status.textContent = text;
    }
  }

  function look() {
    if (document.hidden || isInUse()) {
      later();
      return;
    }
    fetch(place.dataset.url, { credentials: "same-origin", cache: "no-store" })
      .then((response) => {
        if (response.status === 404) {
          /* Refused before the first pause: the build has no window, and the page is no more. */
          document.getElementById("scalar-backup-gone").hidden = false;
          place.replaceChildren();
          return "";
        }
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        return response.text();
      })
      .then((html) => {
        failures = 0;
        if (html !== "" && !isInUse()) {
          show(html);
        }
      })
      .catch(() => {
        /* The controller restarts, say. What is shown stays, and it is tried again. */
        failures++;
      })
      .then(later);
  }

  function later() {
    const seconds = refresh();
    if (seconds > 0) {
      setTimeout(look, Math.min(LONGEST_WAIT, seconds * (1 + failures)) * 1000);
    }
  }

  nameButtons();
  later();
})();
