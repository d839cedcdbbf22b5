"use strict";
(() => {
  const root = document.documentElement;
  const lost = document.getElementById("lost");
  const updated = document.getElementById("updated");

  // What was tried out in the form is put back after it was made anew.
  const fieldsOf = (frame) => [...frame.contentDocument.querySelectorAll("[name]")];
  const kept = (frame) => fieldsOf(frame)
    .map(({ name, type, value, checked }) => ({ name, type, value, checked }));
  const choosable = (field) => field.type === "radio" || field.type === "checkbox";

  const putBack = (frame, held) => {
    const fields = fieldsOf(frame).filter((field) => field.name !== "viewport");
    for (const field of fields) {
      const former = held.find((each) => each.name === field.name && each.type === field.type
        && (!choosable(field) || each.value === field.value));
      if (!former || (choosable(field) ? !former.checked : !former.value)) continue;
      if (choosable(field)) field.checked = true;
      else field.value = former.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const renew = (frame) => {
    const held = kept(frame);
    const { scrollX, scrollY } = frame.contentWindow;
    frame.addEventListener("load", () => {
      putBack(frame, held);
      frame.contentWindow.scrollTo(scrollX, scrollY);
    }, { once: true });
    frame.contentWindow.location.reload();
  };

  const follow = async (version) => {
    if (version === root.dataset.version) return;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) {
      location.replace("../index.html");
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    root.dataset.version = fresh.documentElement.dataset.version;
    document.title = fresh.title;
    document.querySelector("header").replaceWith(fresh.querySelector("header"));
    const frame = document.querySelector("iframe");
    if (frame && fresh.querySelector("iframe")) {
      frame.title = fresh.querySelector("iframe").title;
      renew(frame);
    } else {
      document.querySelector("main").replaceWith(fresh.querySelector("main"));
    }
    updated.textContent = "";
    requestAnimationFrame(() => { updated.textContent = updated.dataset.updated; });
  };

  // A browser keeps few connections open to one place: a page that nobody sees needs none.
  let source = null;
  let turn = Promise.resolve();
  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("../changes");
      source.addEventListener("open", () => { lost.textContent = ""; });
      source.addEventListener("error", () => { lost.textContent = lost.dataset.lost; });
      source.addEventListener("message", ({ data }) => {
        turn = turn.then(() => follow(data)).catch(() => { lost.textContent = lost.dataset.lost; });
      });
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();
