/* Keeps the page of a build's windows current as long as something can change. Without it the page shows one moment. */
(function () {
  "use strict";

  const place = document.getElementById("scalar-backup-live");
  const status = document.getElementById("scalar-backup-status");
  const LONGEST_WAIT = 30;
  let failures = 0;

  function refresh() {
    const windows = place.querySelector(".scalar-backup-windows");
    return windows ? Number(windows.dataset.refresh) : 0;
  }

  /* A reader who is being asked something must not have it taken away. */
  function isInUse() {
    return document.querySelector("dialog[open]") !== null;
  }

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
    if (href) {
      const again = Array.from(place.querySelectorAll("a[data-url]")).find((a) => a.getAttribute("data-url") === href);
      if (again) {
        again.focus();
      }
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

  if (place && status) {
    later();
  }
})();
