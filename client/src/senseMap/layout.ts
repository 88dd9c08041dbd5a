/** How much wider than high the map is drawn; the page's style sheet has the same. */
export const ASPECT = 8 / 5;
/** Points whose middles are closer than this, in percent of the map's width, would hide each other. */
const MINIMUM_DISTANCE = 3;
const ROUNDS = 30;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Place {
  /** Percent of the map's width from its left, and of its height from its top. */
  readonly left: number;
  readonly top: number;
}

/** Fits points into the map, one scale for both directions, and moves apart those that would hide each other. */
export function layOut(points: readonly Point[]): Place[] {
  const [minX, maxX] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const [minY, maxY] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
  const extent = Math.max(maxX - minX, (maxY - minY) * ASPECT);
  const scale = extent > 0 ? 100 / extent : 0;
  // In percent of the width for both directions, the middle at the origin, y upwards.
  const placed = points.map(({ x, y }) => ({ x: (x - (minX + maxX) / 2) * scale, y: (y - (minY + maxY) / 2) * scale }));
  moveApart(placed);
  return placed.map(({ x, y }) => ({ left: 50 + within(x, 50), top: 50 - within(y * ASPECT, 50) }));
}

/** In place: pairs that are too close move away from each other by half of what they lack, again and again, on the map. */
function moveApart(points: { x: number; y: number }[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) {
        const [a, b] = [points[i]!, points[j]!];
        if (Math.abs(b.x - a.x) >= MINIMUM_DISTANCE || Math.abs(b.y - a.y) >= MINIMUM_DISTANCE) continue;
        const distance = Math.hypot(b.x - a.x, b.y - a.y);
        if (distance >= MINIMUM_DISTANCE) continue;
        // Those in one place part in a direction of their own (the golden angle), so that they do not line up.
        const angle = distance > 0 ? Math.atan2(b.y - a.y, b.x - a.x) : (i + j) * 2.4;
        const push = (MINIMUM_DISTANCE - distance) / 2;
        a.x -= Math.cos(angle) * push;
        a.y -= Math.sin(angle) * push;
        b.x += Math.cos(angle) * push;
        b.y += Math.sin(angle) * push;
        moved = true;
      }
    }
    if (!moved) return;
    for (const point of points) {
      point.x = within(point.x, 50);
      point.y = within(point.y, 50 / ASPECT);
    }
  }
}

function within(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
