/* The button "Check": sends a target's fields, and those of the step around it, and shows the answer. */
(function () {
  function fieldsOf(target, prefix, into) {
    target.querySelectorAll("input, select, textarea").forEach(function (field) {
      if (field.name.startsWith("_.")) {
        into.set(prefix + field.name.substring(2), field.value);
      }
    });
  }

  function show(answer, html) {
    answer.classList.add("validation-error-area", "validation-error-area--visible");
    answer.style.height = "auto";
    answer.innerHTML = html;
    Behaviour.applySubtree(answer);
  }

  function say(answer, text) {
    const line = document.createElement("div");
    line.textContent = text;
    show(answer, "");
    answer.appendChild(line);
  }

  Behaviour.specify(".scalar-backup-check", "scalar-backup-check", 0, function (check) {
    const button = check.querySelector("button");
    const answer = check.querySelector("[role=status]");
    button.onclick = function () {
      const target = check.closest(".scalar-backup-target");
      const fields = new URLSearchParams();
      fieldsOf(target, "", fields);
      const targets = target.parentElement.closest(".scalar-backup-targets");
      const step = targets.querySelector(":scope > .scalar-backup-target");
      if (step !== target) {
        fieldsOf(step, "step.", fields);
      }
      const accepted = Array.from(targets.parentElement.querySelectorAll("input[name=acceptAdvisories]"))
        .filter((box) => box.checked)
        .map((box) => box.getAttribute("json"));
      if (accepted.length > 0) {
        fields.set("acceptAdvisories", accepted.join(","));
      }
      button.disabled = true;
      say(answer, check.dataset.progress);
      fetch(check.dataset.url, {
        method: "post",
        headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
        body: fields,
      })
        .then(function (response) {
          return response.ok
            ? response.text().then((html) => show(answer, html))
            : say(answer, check.dataset.failure + " " + response.status);
        })
        .catch((failure) => say(answer, String(failure)))
        .finally(function () {
          button.disabled = false;
        });
    };
  });
})();
