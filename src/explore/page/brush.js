/*
 * A box of bins chosen with the pointer or the keyboard: drag, or move with the arrow keys and stretch with Shift.
 *
 * Columns are counted from the left and rows from the top. Boxes are {left, right, top, bottom}, ends included.
 */

/** The box between two bins, in any order. */
export function boxBetween([column, row], [otherColumn, otherRow]) {
  return {
    left: Math.min(column, otherColumn),
    right: Math.max(column, otherColumn),
    top: Math.min(row, otherRow),
    bottom: Math.max(row, otherRow),
  };
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAP = 5; /* bins of a step with the control key */

/** The bin that an arrow key leads to from `bin`; null for other keys. */
export function binAfterKey([column, row], key, leap, columns, rows) {
  const step = STEPS[key];
  if (!step) return null;
  const within = (value, count) => Math.min(Math.max(value, 0), count - 1);
  const by = leap ? LEAP : 1;
  return [within(column + step[0] * by, columns), within(row + step[1] * by, rows)];
}

/**
 * Makes `target` a brush over columns × rows bins. `binAt(event)` tells the bin under the pointer. Calls `hover(bin)`,
 * null when the pointer leaves; `select(box, done)` while a box is stretched and once it is complete (null: none);
 * `enter(box)` when Enter is pressed on a box, or on a bin by itself.
 */
export function brushOf(target, { columns, rows, binAt, hover, select, enter }) {
  let start = null;
  let cursor = [Math.floor(columns / 2), Math.floor(rows / 2)];
  let anchor = null;
  let box = null;

  const choose = (chosen, done) => {
    box = chosen;
    select(chosen, done);
  };
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a")) return; /* marks are links */
    start = binAt(event);
    target.setPointerCapture(event.pointerId);
  });
  target.addEventListener("pointermove", (event) => {
    const bin = binAt(event);
    hover(bin);
    if (start && (bin[0] !== start[0] || bin[1] !== start[1])) choose(boxBetween(start, bin), false);
  });
  target.addEventListener("pointerup", (event) => {
    if (!start) return;
    const bin = binAt(event);
    const moved = bin[0] !== start[0] || bin[1] !== start[1];
    choose(moved ? boxBetween(start, bin) : null, true);
    cursor = bin;
    start = null;
  });
  target.addEventListener("pointercancel", () => {
    start = null;
  });
  target.addEventListener("pointerleave", () => {
    if (!start) hover(null);
  });
  target.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box) {
      choose(null, true);
      anchor = null;
    } else if (event.key === "Enter") enter(box ?? boxBetween(cursor, cursor));
    else {
      const next = binAfterKey(cursor, event.key, event.ctrlKey, columns, rows);
      if (!next) return;
      if (event.shiftKey) {
        anchor ??= cursor;
        choose(boxBetween(anchor, next), true);
      } else anchor = null;
      cursor = next;
      hover(cursor);
    }
    event.preventDefault();
  });
}
