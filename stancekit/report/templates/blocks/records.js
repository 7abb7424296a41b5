"use strict";

// Tables of many rows: searched, filtered and sorted here, and shown a page at a time.
class Records {
  static size = 50;

  constructor(section) {
    const data = JSON.parse(section.querySelector("script").textContent);
    this.columns = data.columns;
    this.rows = data.rows.map(cells => ({ cells, words: plain(cells.map(text).join("\n")) }));
    this.heads = [...section.querySelectorAll("thead th")];
    this.body = section.querySelector("tbody");
    this.status = made("p", { role: "status" });
    this.first = 0;
    this.found = this.rows;
    this.search = made("input", { type: "search" });
    this.search.addEventListener("input", () => this.select());
    this.filters = this.columns.flatMap((column, place) => column.choice ? [this.filter(place)] : []);
    const controls = made("div", { class: "controls" });
    controls.append(labelled("Search", this.search));
    this.filters.forEach(one => controls.append(labelled(one.title, one.select)));
    this.heads.forEach((head, place) => this.sortable(head, place));
    section.querySelector(".wide").before(controls, this.status);
    section.append(this.pager());
    this.show();
  }

  filter(place) {
    const select = made("select", {});
    const names = [...new Set(this.rows.map(row => row.cells[place]))].sort(collator.compare);
    select.append(new Option("all", ""), ...names.map(name => new Option(name || "(blank)", `=${name}`)));
    select.addEventListener("change", () => this.select());
    return { place, select, title: this.columns[place].title };
  }

  sortable(head, place) {
    const button = made("button", { type: "button" });
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => this.sort(place));
  }

  pager() {
    const pager = made("nav", { class: "pager", "aria-label": "Pages of the table" });
    this.turns = [-1, 1].map(step => {
      const button = made("button", { type: "button" });
      button.textContent = step < 0 ? "Previous rows" : "Next rows";
      button.addEventListener("click", () => { this.first += step * Records.size; this.show(); });
      pager.append(button);
      return button;
    });
    return pager;
  }

  select() {
    const words = plain(this.search.value).split(/\s+/);
    const chosen = this.filters.filter(one => one.select.value);
    this.found = this.rows.filter(row =>
      words.every(word => row.words.includes(word)) &&
      chosen.every(one => `=${row.cells[one.place]}` === one.select.value));
    this.first = 0;
    this.show();
  }

  sort(place) {
    const down = this.heads[place].getAttribute("aria-sort") === "ascending";
    this.heads.forEach(head => head.removeAttribute("aria-sort"));
    this.heads[place].setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = this.columns[place].number ? number : text;
    const keys = new Map(this.rows.map(row => [row, key(row.cells[place])]));
    const sign = down ? -1 : 1;
    this.rows.sort((a, b) => ranked(keys.get(a), keys.get(b), sign));
    this.select();
  }

  show() {
    const end = Math.min(this.first + Records.size, this.found.length);
    this.body.replaceChildren(...this.found.slice(this.first, end).map(row => this.line(row)));
    const all = this.rows.length.toLocaleString("en");
    const some = this.found.length.toLocaleString("en");
    this.status.textContent = end
      ? `Rows ${this.first + 1} to ${end} of ${some} found, of ${all} in this table.`
      : `Nothing found among ${all} rows.`;
    this.turns[0].disabled = this.first === 0;
    this.turns[1].disabled = end === this.found.length;
  }

  line(row) {
    const line = made("tr", {});
    row.cells.forEach((cell, place) => {
      const column = this.columns[place];
      const kind = typeof cell !== "string" ? "text" : column.number ? "number" : cell.length <= 11 ? "short" : "long";
      const box = made("td", { "data-title": column.title, class: kind });
      box.append(...typeof cell === "string" ? [cell] : marked(cell));
      line.append(box);
    });
    return line;
  }
}

const collator = new Intl.Collator("en", { numeric: true });

// A marked text is pieces, each before how far it speaks for the label (1 to 4) or against it (-1 to -4).
const text = cell => typeof cell === "string" ? cell : cell.filter((_, i) => i % 2 === 0).join("");
const plain = words => words.normalize("NFC").toLowerCase().trim();
const number = cell => cell === "" ? "" : Number(cell.replaceAll(",", ""));

// What is blank comes last, whichever way the rest is sorted.
function ranked(a, b, sign) {
  if (a === "" || b === "") return (a === "") - (b === "");
  return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
}

function marked(cell) {
  return cell.flatMap((piece, place) => {
    if (place % 2) return [];
    const strength = cell[place + 1];
    if (!strength) return [piece];
    const mark = made("mark", { class: `${strength > 0 ? "for" : "against"} s${Math.abs(strength)}` });
    mark.append(piece);
    return [mark];
  });
}

function made(name, attributes) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

function labelled(title, control) {
  const label = made("label", {});
  label.append(title, " ", control);
  return label;
}

document.querySelectorAll(".records").forEach(section => new Records(section));
