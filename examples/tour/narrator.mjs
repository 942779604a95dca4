import { styleText } from "node:util";

const WIDTH = 200;

/** Prints each step: the request, the answer, why it is so, and how the local cloud explained a refusal. */
export class Narrator {
  steps = 0;
  failed = 0;
  #takeExplanations;

  constructor(takeExplanations) {
    this.#takeExplanations = takeExplanations;
  }

  title(text) {
    console.log(`\n${styleText("underline", text)}`);
  }

  detail(name, value) {
    console.log(styleText("dim", `    ${name}: ${value}`));
  }

  async step({ right, request, answer, expected, why }) {
    this.steps += 1;
    if (!right) this.failed += 1;
    const mark = right ? styleText("green", "✔") : styleText("red", "✘");
    console.log(`${mark} ${styleText("bold", request)}`);
    console.log(`    ${shorten(answer.trim())}`);
    console.log(styleText("dim", `    ${why}`));
    const [line, ...more] = (await this.#takeExplanations()).reverse();
    if (line) console.log(styleText("dim", `    log: ${withoutRepetition(line)}`));
    if (more.length > 0) console.log(styleText("dim", `    … and ${more.length} lines like it`));
    if (!right) console.log(styleText("red", `    expected ${expected.trim()}`));
  }

  end() {
    const text =
      this.failed === 0
        ? styleText("green", `${this.steps} steps, each answered as it should be.`)
        : styleText(
            "red",
            `${this.failed} of ${this.steps} steps were answered otherwise than they should be.`,
          );
    console.log(`\n${text}`);
  }
}

function shorten(text) {
  const [line] = text.split("\n");
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line;
}

/** The answer has said already who was refused what. */
const withoutRepetition = (line) => line.replace(/^refused: Denied \S+ to \S+ on \S+: /, "");
