/** The boxes inside of one box that are still worth a look, with their bounds: lists that are made once and used over and over. */
export class Candidates {
  length = 0;
  boxes = new Int32Array(32);
  cells = new Int32Array(32);
  flags = new Int32Array(32);
  latencies = new Float64Array(32);
  energies = new Float64Array(32);

  clear(): void {
    this.length = 0;
  }

  /** Keeps the list in the order of latency × energy: what promises most comes first. */
  insert(box: number, cell: number, flags: number, latency: number, energy: number): void {
    if (this.length === this.boxes.length) this.grow();
    const { boxes, cells, flags: raised, latencies, energies } = this;
    const product = latency * energy;
    let at = this.length++;
    while (at > 0 && (latencies[at - 1] ?? 0) * (energies[at - 1] ?? 0) > product) {
      boxes[at] = boxes[at - 1] ?? 0;
      cells[at] = cells[at - 1] ?? 0;
      raised[at] = raised[at - 1] ?? 0;
      latencies[at] = latencies[at - 1] ?? 0;
      energies[at] = energies[at - 1] ?? 0;
      at--;
    }
    boxes[at] = box;
    cells[at] = cell;
    raised[at] = flags;
    latencies[at] = latency;
    energies[at] = energy;
  }

  private grow(): void {
    const size = 2 * this.boxes.length;
    this.boxes = copied(this.boxes, new Int32Array(size));
    this.cells = copied(this.cells, new Int32Array(size));
    this.flags = copied(this.flags, new Int32Array(size));
    this.latencies = copied(this.latencies, new Float64Array(size));
    this.energies = copied(this.energies, new Float64Array(size));
  }
}

const copied = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
  to.set(from);
  return to;
};
