// The worst trials, to look at as closely as one likes: by buttons, by keys, by the wheel, by dragging.
const SVG = "http://www.w3.org/2000/svg";
const STEPS = [0.001, 0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 10800, 21600, 43200, 86400, 259200, 604800, 2592000, 7776000, 31536000, 157680000, 315360000];
const LABELS = 120, ROW = 30, AXIS = 26, LEAST = 0.05;

const shape = (parent, name, attributes, words) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (words !== undefined) made.textContent = words;
  parent.append(made);
  return made;
};
const pad = (n, digits) => String(n).padStart(digits, "0");
const moment = (s, step) => {
  const day = Math.floor(s / 86400), rest = s - day * 86400;
  if (step >= 86400) return `day ${day}`;
  const clock = `${pad(Math.floor(rest / 3600), 2)}:${pad(Math.floor((rest % 3600) / 60), 2)}`;
  const seconds = step >= 60 ? "" : `:${(rest % 60).toFixed(step >= 1 ? 0 : 3).padStart(step >= 1 ? 2 : 6, "0")}`;
  return `day ${day} ${clock}${seconds}`;
};

class Timeline {
  constructor(place) {
    this.data = JSON.parse(place.querySelector("script").textContent);
    this.from = 0;
    this.until = this.data.horizon;
    this.outages = [...place.querySelectorAll("[data-from]")].map((story) => [Number(story.dataset.from), Number(story.dataset.until)]);
    this.build(place);
    new ResizeObserver(() => this.draw()).observe(this.view);
    this.draw();
  }

  build(place) {
    const box = document.createElement("div");
    box.className = "zoom";
    const bar = document.createElement("p");
    bar.className = "buttons";
    const button = (words, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = words;
      made.addEventListener("click", act);
      bar.append(made);
    };
    button("Closer", () => this.zoom(0.4));
    button("Further", () => this.zoom(2.5));
    button("Earlier", () => this.move(-0.5));
    button("Later", () => this.move(0.5));
    button("Next outage", () => this.next(1));
    button("Previous outage", () => this.next(-1));
    button("All of it", () => this.show(0, this.data.horizon));
    this.view = document.createElement("div");
    this.view.className = "view";
    this.view.tabIndex = 0;
    this.view.setAttribute("role", "group");
    this.view.setAttribute("aria-label", "Timeline. Plus and minus look closer and further, arrows move, n and p go to the next and the previous outage, Home shows all.");
    this.said = document.createElement("p");
    this.said.className = "said";
    this.said.setAttribute("aria-live", "polite");
    const help = document.createElement("p");
    help.className = "help";
    help.textContent = "Drag it, or press it and turn the wheel; by keys: + and -, arrows, n and p for the next and the previous outage, Home for all.";
    box.append(bar, this.view, this.legend(), this.said, help);
    place.prepend(box);
    this.fold(place.querySelector("figure"));
    this.listen();
    place.querySelectorAll("[data-from]").forEach((story) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = "Show it";
      made.addEventListener("click", () => {
        this.look(Number(story.dataset.from), Number(story.dataset.until));
        this.view.focus();
      });
      story.append(" ", made);
    });
  }

  legend() {
    const list = document.createElement("ul");
    list.className = "legend";
    for (const [colour, words] of this.data.legend) {
      const item = document.createElement("li");
      const square = shape(shape(item, "svg", { width: 14, height: 14, "aria-hidden": "true" }), "rect", { width: 14, height: 14, fill: colour });
      square.setAttribute("class", "square");
      item.append(words);
      list.append(item);
    }
    return list;
  }

  // One of both is enough on a screen; paper has the still picture.
  fold(picture) {
    const still = document.createElement("details");
    const words = document.createElement("summary");
    words.textContent = "As a still picture, the longest outages enlarged";
    picture.replaceWith(still);
    still.append(words, picture);
    let wasOpen = false;
    addEventListener("beforeprint", () => { wasOpen = still.open; still.open = true; });
    addEventListener("afterprint", () => { still.open = wasOpen; });
  }

  listen() {
    const keys = {
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2),
      ArrowLeft: () => this.move(-0.25), ArrowRight: () => this.move(0.25),
      Home: () => this.show(0, this.data.horizon), n: () => this.next(1), p: () => this.next(-1),
    };
    this.view.addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    this.view.addEventListener("wheel", (event) => {
      // Whoever scrolls past it is not held up.
      if (document.activeElement !== this.view && !event.ctrlKey) return;
      event.preventDefault();
      const part = (event.clientX - this.view.getBoundingClientRect().left - LABELS) / this.wide();
      this.zoom(event.deltaY < 0 ? 0.7 : 1 / 0.7, Math.min(1, Math.max(0, part)));
    }, { passive: false });
    this.view.addEventListener("pointerdown", (event) => {
      const [x, from, until] = [event.clientX, this.from, this.until];
      const drag = (now) => {
        const by = ((x - now.clientX) / this.wide()) * (until - from);
        this.show(from + by, until + by);
      };
      const end = () => {
        this.view.removeEventListener("pointermove", drag);
        this.view.classList.remove("dragged");
      };
      this.view.setPointerCapture(event.pointerId);
      this.view.classList.add("dragged");
      this.view.addEventListener("pointermove", drag);
      this.view.addEventListener("pointerup", end, { once: true });
      this.view.addEventListener("pointercancel", end, { once: true });
    });
  }

  wide() { return Math.max(100, this.view.clientWidth - LABELS - 8); }

  show(from, until) {
    const { horizon } = this.data;
    const span = Math.min(horizon, Math.max(LEAST, until - from));
    this.from = Math.min(horizon - span, Math.max(0, from));
    this.until = this.from + span;
    this.draw();
  }

  zoom(factor, part = 0.5) {
    const span = this.until - this.from;
    const at = this.from + part * span;
    this.show(at - part * span * factor, at + (1 - part) * span * factor);
  }

  move(part) {
    const by = part * (this.until - this.from);
    this.show(this.from + by, this.until + by);
  }

  look(from, until) {
    const margin = Math.max(1, (until - from) * 0.25);
    this.show(from - margin, until + margin);
  }

  next(way) {
    const middle = (this.from + this.until) / 2;
    const isAll = this.until - this.from >= this.data.horizon;
    const ahead = this.outages.filter(([from, until]) => {
      const at = (from + until) / 2;
      const slack = 1e-3 + (this.until - this.from) * 0.01;
      return isAll || (way > 0 ? at > middle + slack : at < middle - slack);
    });
    const found = way > 0 ? ahead[0] : ahead[ahead.length - 1];
    if (found) this.look(...found);
  }

  draw() {
    const { lanes, colours } = this.data;
    const wide = this.wide(), tall = lanes.length * ROW + AXIS;
    const x = (s) => LABELS + ((Math.min(this.until, Math.max(this.from, s)) - this.from) / (this.until - this.from)) * wide;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", LABELS + wide + 8);
    svg.setAttribute("height", tall);
    svg.setAttribute("role", "img");
    const span = this.until - this.from;
    const words = `From ${moment(this.from, span / 100)} to ${moment(this.until, span / 100)}`;
    shape(svg, "title", {}, words);
    this.axis(svg, x, lanes.length * ROW);
    lanes.forEach((lane, row) => {
      const top = row * ROW;
      const label = lane.label.length > 17 ? `${lane.label.slice(0, 16)}…` : lane.label;
      const text = shape(svg, "text", { x: LABELS - 8, y: top + ROW / 2 + 4, class: "label" }, label);
      shape(text, "title", {}, lane.label);
      let last = -1;
      for (const [from, until, kind, share, said] of lane.pieces) {
        if (until <= this.from || from >= this.until) continue;
        const isLoud = kind !== "up" && !kind.startsWith("runs");
        const left = x(from), width = Math.max(isLoud ? 2 : 0, x(until) - left);
        if (isLoud && left + width <= last) continue;
        if (isLoud) last = left + width;
        const height = (ROW - 8) * share;
        const piece = shape(svg, "rect", { x: left, y: top + ROW - 4 - height, width, height, fill: colours[kind], class: kind });
        shape(piece, "title", {}, `${lane.label}: ${said || kind.replace("_", " ")}, ${moment(from, span / 100)} to ${moment(until, span / 100)}`);
        if (said && said !== "up" && width > said.length * 7.5 + 10) this.write(svg, said, left + width / 2, top + ROW / 2, kind);
      }
    });
    this.view.replaceChildren(svg);
    const seen = this.outages.filter(([from, until]) => from < this.until && until > this.from).length;
    this.said.textContent = `${words}: ${seen} of the outages told below`;
  }

  write(svg, said, x, y, kind) {
    const isPale = kind === "up" || kind.startsWith("runs");
    const wide = said.length * 7 + 6;
    if (!isPale && kind !== "broken") shape(svg, "rect", { x: x - wide / 2, y: y - 8, width: wide, height: 16, fill: "#ffffff" });
    shape(svg, "text", { x, y: y + 4, class: kind === "broken" ? "on dark" : "on" }, said);
  }

  axis(svg, x, bottom) {
    const span = this.until - this.from;
    const most = Math.max(2, Math.floor(this.wide() / 130));
    const step = STEPS.find((s) => span / s <= most) ?? span / most;
    for (let at = Math.ceil(this.from / step) * step; at <= this.until; at += step) {
      shape(svg, "line", { x1: x(at), x2: x(at), y1: 0, y2: bottom, class: "tick" });
      const words = moment(at, step), half = words.length * 3.5;
      const middle = Math.min(x(at), LABELS + this.wide() + 8 - half);
      shape(svg, "text", { x: middle, y: bottom + 17, class: "axis" }, words);
    }
  }
}

for (const place of document.querySelectorAll(".timeline")) {
  if (place.querySelector("script")) new Timeline(place);
}
