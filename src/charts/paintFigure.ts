/**
 * Draws a figure of the page (layers of SVG, canvases and short HTML labels) onto one canvas, for PNG files.
 * Nothing is loaded from the network: SVG layers are serialised with their computed styles written into them.
 * Elements with `data-no-export` are left out.
 */

/** Properties that decide how SVG content looks; the page's style sheets do not reach a serialised copy. */
const SVG_STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'color',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'visibility',
  'display',
] as const;

/** What surrounds the picture. */
export interface PictureFrame {
  readonly title: string;
  readonly summary: string;
  /** CSS colours. */
  readonly background: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly fontFamily: string;
}

/** Output pixels per CSS pixel: sharp on paper and on dense screens. */
const SCALE = 2;
const PADDING = 16;

/**
 * The figure inside `root` under its title and summary as a PNG, at twice its size on the page.
 * Rejects when the browser cannot draw one of the layers.
 */
export async function paintFigure(root: HTMLElement, frame: PictureFrame): Promise<Blob> {
  const box = root.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('no 2-D canvas', 'NotSupportedError');
  const summary = wrapText(context, frame, box.width);
  const head = PADDING + 24 + summary.length * 20 + 8;
  canvas.width = Math.ceil((box.width + PADDING * 2) * SCALE);
  canvas.height = Math.ceil((head + box.height + PADDING) * SCALE);
  context.scale(SCALE, SCALE);
  context.fillStyle = frame.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  paintHead(context, frame, summary);
  context.translate(PADDING - box.left, head - box.top);
  for (const layer of layersOf(root)) await paintLayer(context, layer);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new DOMException('empty', 'EncodingError'))),
      'image/png',
    ),
  );
}

function wrapText(context: CanvasRenderingContext2D, frame: PictureFrame, width: number): string[] {
  context.font = `14px ${frame.fontFamily}`;
  const lines: string[] = [];
  for (const word of frame.summary.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function paintHead(context: CanvasRenderingContext2D, frame: PictureFrame, summary: readonly string[]): void {
  context.textBaseline = 'alphabetic';
  context.fillStyle = frame.ink;
  context.font = `600 16px ${frame.fontFamily}`;
  context.fillText(frame.title, PADDING, PADDING + 14);
  context.fillStyle = frame.inkSoft;
  context.font = `14px ${frame.fontFamily}`;
  summary.forEach((line, i) => context.fillText(line, PADDING, PADDING + 36 + i * 20));
}

/** The drawable layers in document order: outermost SVGs, canvases and text nodes. */
function layersOf(root: HTMLElement): Node[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Element && (node.matches('[data-no-export]') || node.parentElement?.closest('svg'))) {
      return NodeFilter.FILTER_REJECT;
    }
    if (node instanceof SVGSVGElement || node instanceof HTMLCanvasElement) return NodeFilter.FILTER_ACCEPT;
    const isText = node instanceof Text && node.data.trim() !== '' && !node.parentElement?.closest('svg');
    return isText ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  const layers: Node[] = [];
  while (walker.nextNode()) layers.push(walker.currentNode);
  return layers;
}

async function paintLayer(context: CanvasRenderingContext2D, layer: Node): Promise<void> {
  if (layer instanceof Text) paintText(context, layer);
  if (!(layer instanceof Element)) return;
  const box = layer.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return;
  if (layer instanceof HTMLCanvasElement) {
    context.imageSmoothingEnabled = getComputedStyle(layer).imageRendering !== 'pixelated';
    context.drawImage(layer, box.left, box.top, box.width, box.height);
  } else if (layer instanceof SVGSVGElement) {
    const image = await svgImage(layer, box);
    context.drawImage(image, box.left, box.top, box.width, box.height);
  }
}

/** Draws word by word where the page has set them, so that wrapped text stays wrapped. */
function paintText(context: CanvasRenderingContext2D, text: Text): void {
  const parent = text.parentElement;
  if (!parent) return;
  const style = getComputedStyle(parent);
  if (style.visibility === 'hidden' || style.clipPath !== 'none') return;
  context.fillStyle = style.color;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = 'middle';
  const range = document.createRange();
  for (const word of text.data.matchAll(/\S+/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const box = range.getBoundingClientRect();
    context.fillText(word[0], box.left, box.top + box.height / 2);
  }
}

async function svgImage(svg: SVGSVGElement, box: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inlineStyles(svg, copy);
  copy.querySelectorAll('[data-no-export]').forEach((element) => element.remove());
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  const text = new XMLSerializer().serializeToString(copy);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image(box.width * SCALE, box.height * SCALE);
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function inlineStyles(source: Element, copy: Element): void {
  const computed = getComputedStyle(source);
  const style = SVG_STYLES.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';');
  copy.setAttribute('style', style);
  copy.removeAttribute('class');
  Array.from(source.children).forEach((child, i) => {
    const twin = copy.children[i];
    if (twin) inlineStyles(child, twin);
  });
}
