/** What many bring, in its order, and one takes out. */
export class Mailbox<T> {
  #letters: T[] = [];
  #wake = () => {};

  get isEmpty(): boolean {
    return this.#letters.length === 0;
  }

  put(letter: T): void {
    this.#letters.push(letter);
    this.#wake();
  }

  /** Takes out all that is there; waits until there is something. */
  async take(): Promise<T[]> {
    if (this.isEmpty) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#letters.splice(0);
  }
}
