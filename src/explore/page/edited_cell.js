/* A cell while it is drawn: toggle edges, replace operations, choose vertices, undo. Knows no page. */

import { hasEdge, replaceOperation, toggleEdge } from "./encoding.js";

export class EditedCell {
  #past = [];
  #changed;

  /** `changed(action)` is called after each change, with the change in words; "" where only the choice changed. */
  constructor(encoding, changed) {
    this.encoding = encoding;
    this.chosen = null; /* a vertex that waits for the other end of an edge */
    this.#changed = changed;
  }

  #put(encoding, action) {
    this.#past.push(this.encoding);
    this.encoding = encoding;
    this.chosen = null;
    this.#changed(action);
  }

  /** Adds the edge, or removes it where it is. */
  toggle(from, to) {
    const action = `${hasEdge(this.encoding, from, to) ? "remove" : "add"} edge ${from}→${to}`;
    this.#put(toggleEdge(this.encoding, from, to), action);
  }

  replace(vertex, operation) {
    const before = this.encoding.operations[vertex];
    const action = `replace ${before} at vertex ${vertex} by ${operation}`;
    this.#put(replaceOperation(this.encoding, vertex, operation), action);
  }

  /** Chooses a vertex; the second one chosen toggles the edge between both, the same one again chooses none. */
  choose(vertex) {
    const before = this.chosen;
    if (before !== null && before !== vertex) {
      this.toggle(Math.min(before, vertex), Math.max(before, vertex));
      return;
    }
    this.chosen = before === null ? vertex : null;
    this.#changed("");
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  undo() {
    if (!this.canUndo) return;
    this.encoding = this.#past.pop();
    this.chosen = null;
    this.#changed("undo");
  }
}
