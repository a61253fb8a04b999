// The keyboard, the editor and the saving of the review page. Everything that is shown comes from the server as HTML;
// without this script the page can be read.
"use strict";

// Runs in the head, before there is a page: what is pressed while the page arrives waits for it and is not lost.
(() => {
  const pressed = [];
  function wait(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, a, button")) return;
    if (!/^([jkanfup?/1-9]|Enter)$/.test(event.key)) return;
    pressed.push(event);
    event.preventDefault();
  }
  document.addEventListener("keydown", wait);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("keydown", wait);
    const press = review();
    pressed.forEach(press);
  });
})();

// Sets everything to work; gives what takes the keys.
function review() {
  const body = document.body;
  const draft = body.dataset.draft;
  const said = document.getElementById("messages").dataset;
  const status = document.getElementById("status");
  const TAG = /⟦(?:\/\d|\d\/?)⟧/g;
  let current = null; // the row that the keyboard acts on
  // What is being edited: {row, box, raw, html to put back, good text, saved text, timer, busy request, session for
  // undo, stuck: "conflict" or "refused"}
  let editing = null;
  const PAUSE = 500; // milliseconds from the first keystroke that is not saved to its saving
  document.documentElement.classList.add("scripted");

  const rows = () => [...document.querySelectorAll(".row")];
  let quiet = 0;
  function say(text, lasting = false) {
    status.textContent = text;
    clearTimeout(quiet);
    if (!lasting) quiet = setTimeout(() => { status.textContent = ""; }, 2500);
  }

  // --- the server ---------------------------------------------------------------------------------

  async function send(path, data = {}) {
    let response;
    try {
      response = await fetch(`/d/${draft}/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF": body.dataset.csrf },
        body: JSON.stringify(data),
      });
    } catch {
      say(said.gone, true);
      return null;
    }
    const answer = await response.json().catch(() => ({ message: response.statusText }));
    if (!response.ok && response.status !== 409) {
      const why = answer.message || response.status;
      if (path.endsWith("/save")) say(said.notSaved + why, true);
      else say(why);
      return { refused: true };
    }
    if (answer.progress) document.getElementById("progress").innerHTML = answer.progress;
    if (answer.message) say(answer.message);
    return answer;
  }

  function put(id, html) {
    const old = document.getElementById(`row-${id}`);
    if (!old) return null;
    const wasCurrent = old === current;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    old.replaceWith(fresh);
    if (wasCurrent) choose(fresh, false);
    return fresh;
  }

  // --- moving about -------------------------------------------------------------------------------

  function choose(row, scroll = true) {
    if (!row) return;
    if (current) current.classList.remove("current");
    current = row;
    row.classList.add("current");
    row.focus({ preventScroll: true });
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    choose(current ? all[all.indexOf(current) + by] : all.at(by > 0 ? 0 : -1));
  }

  // The next row of a kind, from the beginning again behind the last one.
  function next(wanted) {
    const all = rows();
    const place = all.indexOf(current) + 1;
    const found = [...all.slice(place), ...all.slice(0, place)].find(wanted);
    choose(found);
    if (found && all.indexOf(found) < place) say(said.fromTheTop);
    return found;
  }

  // --- the editor: text and chips -----------------------------------------------------------------

  function build(row, text) {
    const pieces = document.createDocumentFragment();
    let position = 0;
    for (const found of text.matchAll(TAG)) {
      pieces.append(text.slice(position, found.index));
      const chip = row.querySelector(`.chip[data-tag="${found[0]}"]`);
      if (chip) pieces.append(chip.cloneNode(true));
      position = found.index + found[0].length;
    }
    pieces.append(text.slice(position));
    return pieces;
  }

  function read(box) {
    let text = "";
    for (const node of box.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) text += node.data.replace(/[⟦⟧]/g, "");
      else if (node.dataset && node.dataset.tag) text += node.dataset.tag;
      else if (node.nodeName === "BR") text += node === box.lastChild ? "" : " ";
      else text += read(node);
    }
    return text.replace(/\u00a0/g, " ");
  }

  const tagsOf = (text) => (text.match(TAG) || []).sort().join("");
  function nested(text) {
    const open = [];
    for (const [tag] of text.matchAll(TAG)) {
      if (tag[1] === "/") { if (open.pop() !== tag[2]) return false; }
      else if (tag[2] === "⟧") open.push(tag[1]);
    }
    return open.length === 0;
  }

  async function edit(row) {
    if (editing && (editing.row === row || !(await leave()))) return;
    row.classList.remove("current");
    const html = row.outerHTML;
    choose(row);
    const box = row.querySelector(".target .text");
    const text = row.dataset.target;
    const raw = row.hasAttribute("data-raw");
    if (raw) box.textContent = text; else box.replaceChildren(build(row, text));
    box.contentEditable = "true";
    box.setAttribute("role", "textbox");
    box.setAttribute("aria-multiline", "true");
    box.setAttribute("aria-label", row.querySelector(".target .label").textContent);
    editing = { row, box, raw, html, good: text, saved: text, timer: 0, busy: null, session: crypto.randomUUID(), stuck: "" };
    box.focus();
    toEnd(box);
  }

  function toEnd(box) {
    getSelection().selectAllChildren(box);
    getSelection().collapseToEnd();
  }

  function changed() {
    const { box, raw } = editing;
    const text = raw ? box.innerText : read(box);
    if (!raw && (tagsOf(text) !== tagsOf(editing.good) || !nested(text))) {
      box.replaceChildren(build(editing.row, editing.good));
      toEnd(box);
      say(said.tagLost);
      return;
    }
    editing.good = text;
    if (editing.stuck === "conflict") return; // who overwrites somebody's text has to say so
    editing.stuck = "";
    editing.timer ||= setTimeout(save, PAUSE);
  }

  // Saves what stands in the editor; saves of one row never overtake each other.
  async function save() {
    if (!editing) return true;
    const mine = editing;
    clearTimeout(mine.timer);
    mine.timer = 0;
    while (mine.busy) await mine.busy;
    if (mine.good === mine.saved) return true;
    const text = mine.good;
    say(said.saving);
    const { row: id, version } = mine.row.dataset;
    mine.busy = send(`s/${id}/save`, { text, version, session: mine.session });
    const answer = await mine.busy;
    mine.busy = null;
    if (!answer) return false;
    if (answer.refused) {
      mine.stuck = "refused";
      return false;
    }
    mine.html = answer.html;
    mine.row.dataset.version = answer.version;
    if (answer.conflict) {
      mine.stuck = "conflict";
      const box = document.createElement("div");
      box.className = "box theirs";
      const title = document.createElement("h3");
      title.textContent = said.theirs;
      const theirs = document.createElement("p");
      theirs.append(build(mine.row, answer.target));
      box.append(title, theirs);
      mine.row.querySelector(".theirs")?.remove();
      mine.row.querySelector(".details").prepend(box);
      mine.saved = null;
      say(said.changedElsewhere, true);
      return false;
    }
    mine.stuck = "";
    mine.saved = text;
    say(said.saved);
    return true;
  }

  // Ends the editing with what is in the editor, or with what the file has; null when it can't be saved.
  async function leave(discard = false) {
    if (!editing) return null;
    const mine = editing;
    if (!discard && !(await save())) return null;
    if (editing !== mine) return document.getElementById(mine.row.id); // somebody else has put it back
    editing = null;
    clearTimeout(mine.timer);
    return put(mine.row.dataset.row, mine.html);
  }

  function moveTag(number, closing) {
    const { box } = editing;
    const chip = closing
      ? box.querySelector(`[data-tag="⟦/${number}⟧"]`)
      : box.querySelector(`[data-tag="⟦${number}⟧"], [data-tag="⟦${number}/⟧"]`);
    const selection = getSelection();
    if (!chip || !selection.rangeCount || !box.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    range.collapse(true);
    const inside = range.startContainer.parentElement.closest(".chip");
    if (inside) range.setStartBefore(inside);
    if (inside !== chip) place(chip, range);
  }

  function place(chip, range) {
    range.insertNode(chip); // takes it away from where it was
    const selection = getSelection();
    selection.removeAllRanges();
    range.setStartAfter(chip);
    range.collapse(true);
    selection.addRange(range);
    changed();
  }

  document.addEventListener("input", (event) => {
    if (editing && editing.box.contains(event.target)) changed();
  });
  document.addEventListener("paste", (event) => {
    if (!editing || !editing.box.contains(event.target)) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/[⟦⟧]/g, "");
    document.execCommand("insertText", false, editing.raw ? text : text.replace(/\s+/g, " "));
  });
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = editing && event.target.closest?.(".chip") && editing.box.contains(event.target) ? event.target : null;
    if (event.target.closest?.(".chip") && !dragged) event.preventDefault();
    if (dragged) event.dataTransfer.setData("application/x-tag", dragged.dataset.tag); // Firefox drags nothing without data
  });
  document.addEventListener("dragover", (event) => {
    if (dragged && editing?.box.contains(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!editing || !editing.box.contains(event.target)) return;
    event.preventDefault();
    const at = rangeAt(event.clientX, event.clientY);
    if (dragged && at && editing.box.contains(at.startContainer)) place(dragged, at);
    dragged = null;
  });
  function rangeAt(x, y) {
    if (!document.caretPositionFromPoint) return document.caretRangeFromPoint(x, y);
    const position = document.caretPositionFromPoint(x, y);
    const range = document.createRange();
    range.setStart(position.offsetNode, position.offset);
    return range;
  }

  // --- what can be done with a row ----------------------------------------------------------------

  async function act(row, path, data) {
    const fresh = editing?.row === row ? await leave() : row;
    if (!fresh) return null;
    const answer = await send(`s/${fresh.dataset.row}/${path}`, { version: fresh.dataset.version, ...data });
    if (!answer || answer.refused) return null;
    if (answer.conflict) say(said.changedMeanwhile, true);
    return put(fresh.dataset.row, answer.html);
  }

  async function approve(row) {
    const fresh = await act(row, "approve", {});
    if (fresh && fresh.classList.contains("row-approved")) {
      choose(fresh, false);
      const { value, max } = document.querySelector("#progress progress");
      if (value === max) say(said.allDone);
      else next((other) => !other.classList.contains("row-approved"));
    }
  }

  async function whole(path) {
    if (editing && !(await leave())) return;
    const answer = await send(path);
    if (!answer || answer.refused) return;
    for (const [id, html] of Object.entries(answer.rows)) put(id, html);
    if (path === "undo") choose(document.getElementById(`row-${answer.row}`));
  }

  function preview() {
    const aside = document.getElementById("preview");
    aside.hidden = !aside.hidden;
    aside.replaceChildren();
    if (aside.hidden) {
      current?.focus({ preventScroll: true });
      return;
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = said.closePreview;
    close.addEventListener("click", preview);
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "");
    frame.title = aside.getAttribute("aria-label");
    frame.src = `/d/${draft}/preview`;
    aside.append(close, frame);
    close.focus();
  }

  const help = document.getElementById("help");
  const ACTIONS = {
    edit: (row) => edit(row),
    approve: (row) => approve(row),
    "take-back": (row) => act(row, "take-back", {}),
    alternatives: (row) => act(row, "alternatives", {}),
    take: (row, button) => act(row, "save", { text: button.dataset.text }),
    "approve-clean": () => whole("approve-clean"),
    "approve-post": () => whole("approve"),
    undo: () => whole("undo"),
    preview: () => preview(),
    help: () => help.showModal(),
    "close-help": () => help.close(),
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    const button = event.target.closest("[data-action]");
    if (row && row !== current && !(editing && editing.row === row)) choose(row, false);
    if (button) ACTIONS[button.dataset.action](row, button);
  });
  document.addEventListener("dblclick", (event) => {
    const side = event.target.closest(".target");
    if (side && !editing) edit(side.closest(".row"));
  });
  document.addEventListener("focusout", (event) => {
    if (!editing || event.target !== editing.box || editing.stuck) return;
    if (event.relatedTarget?.closest(".row") !== editing.row) leave();
  });
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches(".comment")) return;
    event.preventDefault();
    const text = event.target.elements.text.value.trim();
    if (text) await act(event.target.closest(".row"), "comment", { text });
  });
  document.getElementById("filter").addEventListener("change", (event) => event.target.form.submit());
  document.addEventListener("mouseover", (event) => {
    document.querySelectorAll(".paired").forEach((other) => other.classList.remove("paired"));
    const sentence = event.target.closest?.(".sentence");
    sentence?.closest(".pair").querySelectorAll(`[data-sentence="${sentence.dataset.sentence}"]`)
      .forEach((other) => other.classList.add("paired"));
  });
  addEventListener("beforeunload", (event) => {
    if (editing && editing.good !== editing.saved) event.preventDefault();
  });

  // --- the keyboard -------------------------------------------------------------------------------

  async function editorKey(event) {
    if (event.isComposing) return; // an input method is at work
    if (event.key === "Escape") {
      event.preventDefault();
      const fresh = await leave(editing.stuck !== "");
      if (fresh) choose(fresh);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        const fresh = await leave();
        if (fresh) { choose(fresh); step(1); }
      } else if (editing.raw) document.execCommand("insertText", false, "\n");
    } else if (/^(Home|End)$/.test(event.key) && !editing.raw && !event.shiftKey) {
      event.preventDefault(); // chromium stops at the next chip
      getSelection().selectAllChildren(editing.box);
      if (event.key === "Home") getSelection().collapseToStart(); else getSelection().collapseToEnd();
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      event.preventDefault();
      moveTag(event.code.slice(5), event.shiftKey);
    }
  }

  function press(event) {
    if (editing && editing.box.contains(event.target)) { editorKey(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.matches("input, select, textarea")) return;
    const key = event.key;
    const button = event.target.matches("button, a, summary");
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "Enter" && current && !button) edit(current);
    else if (key === "a" && current) approve(current);
    else if (key === "n") next((row) => row.classList.contains("has-findings")) || say(said.noFinding);
    else if (key === "f" && current) current.querySelector(".fix")?.click();
    else if (/^[1-9]$/.test(key) && current) current.querySelectorAll(".memory [data-action=take]")[key - 1]?.click();
    else if (key === "u") whole("undo");
    else if (key === "/") document.getElementById("search").focus();
    else if (key === "p") preview();
    else if (key === "?") help.showModal();
    else if (key === "Escape" && !document.getElementById("preview").hidden) preview();
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", press);
  return press;
}
