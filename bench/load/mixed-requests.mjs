import aws4 from "aws4";
import { Pool } from "undici";

const PETS = 50;
const NOTES_EACH = 20;
const CONNECTIONS = 100;
const TIMEOUT_MS = 10_000;

/**
 * What people do, again and again: twelve steps, of which eight run a function and four DynamoDB alone. Every note that is
 * written is deleted, so that the data are as many at the end as in the beginning.
 */
const CYCLE = [
  "listPets",
  "getPet",
  "createNote",
  "listNotes",
  "getPet",
  "listPets",
  "getNote",
  "createNote",
  "getPet",
  "deleteNote",
  "listPets",
  "deleteNote",
];

export class MixedRequests {
  #app;
  #base;
  #pool;
  #pets = [];
  /** By person; those that were there before are read, those that came since are deleted. */
  #kept = [];
  #created = [];
  #sent = 0;

  constructor(app) {
    this.#app = app;
    this.#base = new URL(app.url);
    const timeouts = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
    this.#pool = new Pool(this.#base.origin, { connections: CONNECTIONS, ...timeouts });
  }

  /** Writes the data that the requests are about. @throws Error when that fails. */
  async prepare() {
    for (let number = 0; number < PETS; number++) {
      const pet = { petType: "cat", petName: `cat ${number}`, petAge: number };
      this.#pets.push((await this.#call(0, "POST", "/pets", pet)).petId);
    }
    for (const person of this.#app.people.keys()) {
      this.#kept[person] = [];
      for (let number = 0; number < NOTES_EACH; number++)
        this.#kept[person].push(await this.#createNote(person, number));
    }
  }

  /** The next request of the mix. @throws Error for any other answer than a success. */
  async sendNext() {
    const number = this.#sent++;
    const person = number % this.#app.people.length;
    const pick = (list) => list[number % list.length];
    switch (CYCLE[number % CYCLE.length]) {
      case "listPets":
        return this.#call(person, "GET", "/pets?limit=20");
      case "getPet":
        return this.#call(person, "GET", `/pets/${pick(this.#pets)}`);
      case "listNotes":
        return this.#call(person, "GET", "/notes?limit=10");
      case "getNote":
        return this.#call(person, "GET", `/notes/${pick(this.#kept[person])}`);
      case "createNote":
        return void this.#created.push({ person, noteId: await this.#createNote(person, number) });
      default:
        return this.#deleteNote(person);
    }
  }

  async #createNote(person, number) {
    return (await this.#call(person, "POST", "/notes", { text: `note ${number} ${"x".repeat(200)}` })).noteId;
  }

  async #deleteNote(other) {
    const created = this.#created.shift();
    if (created === undefined) return this.#call(other, "GET", "/notes?limit=10");
    return this.#call(created.person, "DELETE", `/notes/${created.noteId}`);
  }

  // oxlint-disable-next-line max-params -- a request in its usual order
  async #call(person, method, route, content) {
    const body = content && JSON.stringify(content);
    const request = {
      host: this.#base.host,
      method,
      path: this.#base.pathname + route,
      service: "execute-api",
      region: this.#app.region,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      ...(body !== undefined && { body }),
    };
    const { path, headers } = aws4.sign(request, this.#app.people[person]);
    // oxlint-disable-next-line typescript/await-thenable -- only its other form, with a callback, returns nothing
    const answer = await this.#pool.request({ method, path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${route}: ${answer.statusCode} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
