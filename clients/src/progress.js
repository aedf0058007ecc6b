// @ts-check
/**
 * What is going on, for whoever waits: on a terminal a bar that moves with the blocks and a line
 * above it for each thing done, elsewhere the lines alone.
 */
import cliProgress from 'cli-progress';

export class Progress {
  #bars;
  #bar;
  #era = 0;

  /**
   * @param {number} total blocks that it is going to take, more or less
   * @param {NodeJS.WriteStream} [stream]
   */
  constructor(total, stream = process.stdout) {
    this.stream = stream;
    if (!stream.isTTY) return;
    this.#bars = new cliProgress.MultiBar(
      {
        format: '{bar} {percentage} %  era {era}  block {value}  rate {rate}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 24,
        hideCursor: true,
        stopOnComplete: false,
        stream,
      },
      cliProgress.Presets.shades_classic,
    );
    this.#bar = this.#bars.create(total, 0, { era: 0, rate: '-' });
  }

  /**
   * A new block.
   * @param {{ block: number, era: number, rate: string }} now
   */
  update({ block, era, rate }) {
    if (this.#bar) {
      if (block > this.#bar.getTotal()) this.#bar.setTotal(block);
      this.#bar.update(block, { era, rate });
    } else if (era !== this.#era) {
      this.say(`era ${era} begins at block ${block}, rate ${rate}`);
    }
    this.#era = era;
  }

  /**
   * Something was done.
   * @param {string} text
   */
  say(text) {
    const line = `[era ${this.#era}] ${text}\n`;
    if (this.#bars) this.#bars.log(line);
    else this.stream.write(line);
  }

  /** Takes the bar away. */
  end() {
    this.#bars?.stop();
    this.#bars = undefined;
    this.#bar = undefined;
  }
}
