// Measures every visible text of `page`, the report's document; returns what is wrong with it.
const view = page.defaultView;
const root = page.documentElement;

function channels(colour) {
  const numbers = colour.match(/[\d.]+/g).map(Number);
  return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(rgb) {
  const linear = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function background(element) {
  for (let e = element; e; e = e.parentElement) {
    const { rgb, alpha } = channels(view.getComputedStyle(e).backgroundColor);
    if (alpha === 1) return rgb;
    if (alpha > 0) throw new Error("a half-transparent background");
  }
  return [255, 255, 255];
}

function scale(element) {
  const svg = element.closest("svg");
  return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
}

function isShown(element) {
  const style = view.getComputedStyle(element);
  return element.checkVisibility() && style.visibility === "visible" && Number(style.opacity) === 1;
}

// Each text node's own box, cut to the containers that scroll.
function boxes(node) {
  const range = page.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()]
    .map((r) => {
      let box = { left: r.left, right: r.right, top: r.top, bottom: r.bottom };
      for (let e = node.parentElement.closest(".scroll"); e; e = e.parentElement.closest(".scroll")) {
        const c = e.getBoundingClientRect();
        box = {
          left: Math.max(box.left, c.left), right: Math.min(box.right, c.right),
          top: Math.max(box.top, c.top), bottom: Math.min(box.bottom, c.bottom),
        };
      }
      return box;
    })
    .filter((b) => b.right - b.left > 1 && b.bottom - b.top > 1);
}

const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
const texts = [];
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || element.closest("style, title") || !isShown(element)) continue;
  texts.push({ node, element, boxes: boxes(node), text: node.data.trim().slice(0, 40) });
}

const small = [];
const faint = [];
for (const { element, text } of texts) {
  const style = view.getComputedStyle(element);
  const size = parseFloat(style.fontSize) * scale(element);
  if (size < 11) small.push(`${text}: ${size}px`);
  const { rgb, alpha } = channels(element.closest("svg") ? style.fill : style.color);
  const ratio = contrast(rgb, background(element));
  if (alpha !== 1 || ratio < 4.5) faint.push(`${text}: ${ratio.toFixed(2)}`);
}

// Rotated labels have boxes far larger than their letters, and the sticky head of a table covers
// what is scrolled beneath it: neither can be judged by boxes.
const flat = texts
  .filter(({ element }) => !element.closest("thead") && !/rotate\(-[1-9]/.test(element.getAttribute("transform") || ""))
  .flatMap(({ node, text, boxes: all }) => all.map((box) => ({ node, text, box })))
  .sort((a, b) => a.box.top - b.box.top);
const overlapping = [];
const TOLERANCE = 2;
for (let i = 0; i < flat.length; i++) {
  for (let j = i + 1; j < flat.length && flat[j].box.top < flat[i].box.bottom - TOLERANCE; j++) {
    const a = flat[i].box, b = flat[j].box;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (flat[i].node !== flat[j].node && across > TOLERANCE && down > TOLERANCE)
      overlapping.push(`${flat[i].text} | ${flat[j].text}`);
  }
}

return {
  texts: texts.length,
  dark: luminance(background(page.body)) < 0.5,
  overflow: root.scrollWidth - root.clientWidth,
  small,
  faint,
  overlapping,
};
