/** The page of a sense map: points to walk over, a legend, and the sentence of the point that is looked at. */
import type { SenseMapContent } from '../messages.ts';
import { type Drawing, element, listen, rove } from './page.ts';
import { shape } from './shapes.ts';
import { stepOnMap } from './steps.ts';

type Point = SenseMapContent['points'][number];

listen(draw);

function draw(content: SenseMapContent, drawing: Drawing): number {
  const { page, chosen, choose, open } = drawing;
  const { points, current } = content;
  const map = element('div', 'map');
  map.setAttribute('role', 'group');
  map.setAttribute('aria-label', content.mapLabel);
  const card = element('section', 'card');
  let settled = chosen ?? current;
  const look = (point: number): void => {
    fillCard(card, points[point]!);
    for (const [i, mark] of marks.entries()) mark.classList.toggle('looked-at', i === point);
  };
  const marks = points.map((point, i) => {
    const mark = element('button', 'point', shape(point.sense));
    mark.classList.toggle('current', i === current);
    mark.style.setProperty('--left', `${point.left}%`);
    mark.style.setProperty('--top', `${point.top}%`);
    mark.setAttribute('aria-label', point.label);
    mark.addEventListener('click', () => open(i));
    mark.addEventListener('mouseenter', () => look(i));
    mark.addEventListener('mouseleave', () => look(settled));
    return mark;
  });
  map.append(...marks, currentTag(content));
  page.append(
    element('header', '', element('h1', '', content.heading), element('p', '', content.summary)),
    element('div', 'frame', map),
    card,
    legend(content, map, marks, open),
    element('footer', '', ...content.notes.map((note) => element('p', '', note))),
  );
  rove(
    marks,
    settled,
    (key, from) => stepOnMap(points, key, from),
    (point) => {
      settled = point;
      look(point);
      choose(point);
    },
  );
  look(settled);
  return marks.length;
}

/** A word beside the point that the map was asked for; those who hear the map start at it. */
function currentTag({ points, current, currentLabel }: SenseMapContent): HTMLElement {
  const tag = element('span', 'tag', currentLabel);
  tag.ariaHidden = 'true';
  tag.classList.toggle('before', points[current]!.left > 80);
  tag.style.setProperty('--left', `${points[current]!.left}%`);
  tag.style.setProperty('--top', `${points[current]!.top}%`);
  return tag;
}

function fillCard(card: HTMLElement, { sense, definition, before, word, after, caption }: Point): void {
  card.replaceChildren(
    element('p', 'sentence', before, element('strong', '', word), after),
    element('p', 'sense', shape(sense), element('span', '', definition)),
    element('p', 'caption', caption),
  );
}

/** The senses, each with its uses to open; the points of all others fade while one has the focus or the mouse. */
function legend(
  { legendLabel, senses, points }: SenseMapContent,
  map: HTMLElement,
  marks: readonly HTMLElement[],
  open: (point: number) => void,
): HTMLElement {
  const groups = senses.map(({ definition, share }, sense) => {
    const entry = element(
      'summary',
      'entry',
      shape(sense),
      element('span', 'definition', definition),
      element('span', 'share', share),
    );
    const uses = points.flatMap((point, i) => (point.sense === sense ? [useOf(point, () => open(i))] : []));
    const group = element('details', 'group', entry, element('ul', 'uses', ...uses));
    const emphasise = (): void => {
      map.dataset['emphasis'] = '';
      for (const [i, mark] of marks.entries()) mark.classList.toggle('emphasised', points[i]!.sense === sense);
    };
    const relax = (): void => {
      delete map.dataset['emphasis'];
    };
    group.addEventListener('mouseenter', emphasise);
    group.addEventListener('focusin', emphasise);
    group.addEventListener('mouseleave', relax);
    group.addEventListener('focusout', relax);
    return element('li', '', group);
  });
  return element('section', 'legend', element('h2', '', legendLabel), element('ul', '', ...groups));
}

function useOf({ before, word, after, caption }: Point, open: () => void): HTMLElement {
  const button = element(
    'button',
    'use',
    element('span', '', before, element('strong', '', word), after),
    element('span', 'caption', caption),
  );
  button.addEventListener('click', open);
  return element('li', '', button);
}
