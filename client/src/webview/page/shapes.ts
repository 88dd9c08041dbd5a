/** A shape for each sense, so that colour is never the only sign. Paths in a square of 16, alike in area. */
const SHAPES = [
  'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z', // circle
  'M8 1.4 15 13.6H1z', // triangle
  'M2.8 2.8h10.4v10.4H2.8z', // square
  'M8 .8 15.2 8 8 15.2.8 8z', // diamond
  'M8 14.6 1 2.4h14z', // triangle on its tip
  'M6 1.5h4V6h4.5v4H10v4.5H6V10H1.5V6H6z', // plus
];
/** A small ring: all senses without a shape of their own. */
const OTHER = 'M8 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8z';

const SVG = 'http://www.w3.org/2000/svg';

/** The sign of a sense, in its colour by the style sheet. Those who hear the page are told in words. */
export function shape(sense: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `shape sense-${Math.min(sense, SHAPES.length)}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SHAPES[sense] ?? OTHER);
  svg.append(path);
  return svg;
}
