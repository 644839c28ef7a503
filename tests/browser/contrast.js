// Returns the texts whose contrast with what is behind them is below that of WCAG 2.2, 1.4.3.
(() => {
  const channel = (x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4);
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return [colour];
    }
    return [[255, 255, 255]];
  };
  const variable = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const colour = parse(getComputedStyle(probe).color);
    probe.remove();
    return colour;
  };
  // Pictures have these two behind their words, but for words upon something that is drawn.
  const plain = [variable("paper"), variable("ground")];
  const drawn = (element, ink) => {
    if (element.matches(".on")) return [parse(getComputedStyle(element.previousElementSibling).fill)];
    if (!element.closest(".lit")) return plain;
    return light(ink) > 0.5 ? [[92, 99, 106]] : [[255, 255, 255]];
  };
  const poor = [];
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || /^(script|style|title|desc)$/i.test(element.tagName)) continue;
    if (!element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const inSvg = element instanceof SVGElement;
    const ink = parse(inSvg ? style.fill : style.color);
    const worst = Math.min(...(inSvg ? drawn(element, ink) : behind(element)).map((ground) => ratio(ink, ground)));
    seen += 1;
    if (worst < 4.5) poor.push(`${worst.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return { seen, poor };
})()
