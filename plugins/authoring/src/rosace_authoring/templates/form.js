"use strict";
(() => {
  const form = document.getElementById("form");
  const all = (part, selector) => [...part.querySelectorAll(selector)];

  // What belongs to an item itself, and not to the fields of its rows.
  const own = (item, selector) =>
    all(item, selector).filter((found) => found.closest(".item") === item);

  const checked = (item) =>
    own(item, "input[value]:checked:not([data-missing])").map((input) => input.value);
  const written = (item) =>
    own(item, "input[type=text], textarea").filter((field) => !field.closest(".comment"));
  const text = (item) => written(item)[0].value.trim();

  const spelt = (item) => {
    const [day, month, year] = ["day", "month", "year"].map((part) =>
      own(item, `[name$=".${part}"]`)[0].value.trim());
    const parts = [year];
    if (month) parts.push(month.padStart(2, "0"));
    if (month && day) parts.push(day.padStart(2, "0"));
    return { begun: Boolean(day || month || year), parts, stray: Boolean(day && !month) };
  };

  const number = (item) => {
    const given = text(item).replace(/[\s\u00a0\u202f]/g, "").replace(",", ".").replace("\u2212", "-");
    return /^-?\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
  };

  const ranked = (item) =>
    own(item, "select[data-code]").filter((choice) => choice.value)
      .sort((one, other) => one.value - other.value);

  const readers = {
    "choice": (item) => checked(item)[0] ?? null,
    "multiple-choice": (item) => (checked(item).length ? checked(item) : null),
    "yes-no": (item) => (checked(item).length ? checked(item)[0] === "true" : null),
    "ranking": (item) => {
      const codes = ranked(item).map((choice) => choice.dataset.code);
      return codes.length ? codes : null;
    },
    "integer": (item) => (Number.isNaN(number(item)) ? null : number(item)),
    "number": (item) => (Number.isNaN(number(item)) ? null : number(item)),
    "text": (item) => text(item) || null,
    "date": (item) => (spelt(item).parts[0] ? spelt(item).parts.join("-") : null),
    "records": (item) => {
      const filled = all(item, ".record").filter((row) =>
        all(row, "input, select, textarea").some((field) =>
          (/^(radio|checkbox)$/.test(field.type) ? field.checked : field.value.trim())));
      return filled.length ? filled : null;
    },
    "reference": (item) => {
      const select = own(item, "select.references")[0];
      return select ? select.value || null : checked(item).length ? checked(item) : null;
    },
  };
  const valueOf = (item) => readers[item.dataset.type](item);

  // The same rule as that of the core: a list meets a test when one of its codes does.
  const holds = (condition, values) => {
    if (condition.all) return condition.all.every((part) => holds(part, values));
    if (condition.any) return condition.any.some((part) => holds(part, values));
    if (condition.not) return !holds(condition.not, values);
    const value = values.get(condition.item) ?? null;
    if ("answered" in condition) return (value !== null) === condition.answered;
    const wanted = condition.in ?? [condition.equals];
    return [value].flat().some((one) => wanted.includes(one));
  };

  const place = (items) => {
    const values = new Map();
    for (const item of items) {
      const when = item.dataset.when;
      item.hidden = Boolean(when) && !holds(JSON.parse(when), values);
      if (!item.hidden) values.set(item.dataset.item, valueOf(item));
      for (const row of own(item, ".record")) place(all(row, ".item"));
    }
  };

  const within = (count, { minCount, maxCount }) =>
    (minCount === undefined || count >= minCount) && (maxCount === undefined || count <= maxCount);

  const isDate = (item) => {
    const { parts, begun, stray } = spelt(item);
    const needed = { year: 1, month: 2, day: 3 }[item.dataset.precision ?? "day"];
    if (!begun) return true;
    if (stray || parts.length < needed || !/^\d{4}$/.test(parts[0])) return false;
    const whole = [...parts, "01", "01"].slice(0, 3).join("-");
    const day = new Date(`${whole}T00:00:00Z`);
    return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(whole);
  };

  const isNumber = (item) => {
    const given = number(item);
    const { type, minimum, maximum } = item.dataset;
    const bound = (spelling) => spelling.split("/").reduce((top, bottom) => top / bottom);
    return text(item) === "" || (!Number.isNaN(given)
      && (type === "number" || Number.isInteger(given))
      && (minimum === undefined || given >= bound(minimum))
      && (maximum === undefined || given <= bound(maximum)));
  };

  const isRanking = (item) => {
    const ranks = ranked(item).map((choice) => Number(choice.value));
    return ranks.length === 0
      || (ranks.every((rank, index) => rank === index + 1) && within(ranks.length, item.dataset));
  };

  const checks = {
    "multiple-choice": (item) => {
      const count = checked(item).length;
      return count === 0 || within(count, item.dataset);
    },
    "ranking": isRanking,
    "integer": isNumber,
    "number": isNumber,
    "date": isDate,
    "text": (item) => text(item) === "" || text(item).length >= (item.dataset.minLength ?? 0),
  };

  const judge = (item) => {
    const fits = item.hidden || (checks[item.dataset.type]?.(item) ?? true);
    const hint = own(item, ".hint")[0];
    if (item.classList.contains("unmet") === fits && hint) {
      document.getElementById("said").textContent = fits ? "" : hint.textContent;
    }
    item.classList.toggle("unmet", !fits);
    for (const field of [...written(item), ...own(item, "select")]) {
      if (fits) field.removeAttribute("aria-invalid");
      else field.setAttribute("aria-invalid", "true");
    }
  };

  // A reason for not answering and an answer push each other out.
  const separate = (input) => {
    const item = input.closest(".item");
    if (!item || input.closest(".comment")) return;
    const reasons = own(item, "input[type=checkbox][data-missing]");
    if (!reasons.length) return;
    if (!input.matches("[data-missing]")) {
      if (valueOf(item) !== null) for (const reason of reasons) reason.checked = false;
    } else if (input.checked) {
      for (const reason of reasons) reason.checked = reason === input;
      for (const field of all(item, "input, select, textarea")) {
        if (field.matches("[data-missing]") || field.closest(".comment")) continue;
        if (/^(radio|checkbox)$/.test(field.type)) field.checked = false;
        else field.value = "";
      }
    }
  };

  const rowsOf = (id) => all(form, `[data-rows="${CSS.escape(id)}"] > .record`);
  const nameOf = (row) => {
    const first = all(row, ".of-text input, .of-text textarea")[0]?.value.trim();
    const legend = row.querySelector("legend").textContent.trim();
    return first ? `${row.dataset.row}. ${first}` : legend;
  };

  const refer = () => {
    for (const field of all(form, ".references")) {
      const rows = rowsOf(field.dataset.to).filter((row) => !row.contains(field));
      const wanted = rows.map((row) => [row.dataset.row, nameOf(row)]);
      const spelling = JSON.stringify(wanted);
      if (field.dataset.shown === spelling) continue;
      field.dataset.shown = spelling;
      if (field.dataset.many) offerMany(field, wanted);
      else offerOne(field, wanted);
    }
  };

  const offerOne = (select, wanted) => {
    const chosen = select.value;
    select.replaceChildren(new Option("", ""),
      ...wanted.map(([value, label]) => new Option(label, value, false, value === chosen)));
  };

  const offerMany = (group, wanted) => {
    const chosen = new Set(all(group, ":checked").map((input) => input.value));
    const focused = group.contains(document.activeElement) ? document.activeElement.value : null;
    if (!wanted.length) {
      group.replaceChildren(group.dataset.none);
      return;
    }
    group.replaceChildren(...wanted.map(([value, label]) => {
      const [option, input, words] = ["label", "input", "span"].map((tag) =>
        document.createElement(tag));
      option.className = "option";
      Object.assign(input, { type: "checkbox", name: group.dataset.many, value,
        checked: chosen.has(value) });
      words.textContent = label;
      option.append(input, words);
      if (value === focused) queueMicrotask(() => input.focus());
      return option;
    }));
  };

  const buttons = (rows) => {
    const item = rows.closest(".item");
    const count = rows.children.length;
    own(item, ".add")[0].hidden = !within(count + 1, { maxCount: item.dataset.maxCount });
    for (const button of all(rows, ".remove")) button.hidden = count <= Number(rows.dataset.start);
  };

  const grow = (rows) => {
    const last = rows.lastElementChild;
    const next = last ? Number(last.dataset.row) + 1 : 1;
    const name = rows.dataset.rows;
    const row = rows.parentElement.querySelector("template").content.firstElementChild
      .cloneNode(true);
    row.dataset.row = next;
    for (const part of [row, ...all(row, "*")]) {
      for (const { name: key, value } of [...part.attributes]) {
        part.setAttribute(key, value.replaceAll(`${name}.0.`, `${name}.${next}.`));
      }
    }
    for (const words of [row.querySelector("legend"), row.querySelector(".remove")]) {
      for (const part of [words, ...all(words, "*")]) {
        for (const leaf of part.childNodes) {
          if (leaf.nodeType === Node.TEXT_NODE) leaf.data = leaf.data.replace("0", next);
        }
      }
    }
    for (const group of all(row, "[data-many]")) group.replaceChildren();
    rows.append(row);
    return row;
  };

  const refresh = () => {
    refer();
    place(all(form, ".item").filter((item) => !item.closest(".record")));
    for (const rows of all(form, ".rows")) buttons(rows);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[type=button]");
    if (!button) return;
    const item = button.closest(".of-records");
    const rows = item.querySelector(".rows");
    if (button.matches(".add")) {
      grow(rows).querySelector("input, select, textarea")?.focus();
    } else {
      button.closest(".record").remove();
      own(item, ".add")[0].focus();
    }
    refresh();
  });
  form.addEventListener("input", (event) => {
    separate(event.target);
    refresh();
  });
  form.addEventListener("change", (event) => {
    for (let item = event.target.closest(".item"); item; item = item.parentElement.closest(".item")) {
      judge(item);
    }
  });
  form.addEventListener("reset", () => setTimeout(() => {
    refresh();
    for (const item of all(form, ".item")) judge(item);
    for (const details of all(form, "details")) details.open = false;
  }));
  form.addEventListener("submit", (event) => event.preventDefault());

  document.documentElement.classList.add("scripted");
  for (const part of all(document, "[data-script]")) part.hidden = false;
  for (const template of all(form, "template")) {
    for (const part of all(template.content, "[data-script]")) part.hidden = false;
  }
  for (const rows of all(form, ".rows")) {
    while (rows.children.length > Math.max(1, Number(rows.dataset.start))) rows.lastElementChild.remove();
  }
  refresh();
})();
