import { Journal } from "../../store/journal";

/** Somebody that a developer provider knows, and the identity that Cognito gave them. */
export interface Identity {
  /** `region:uuid`. */
  readonly id: string;
  readonly poolId: string;
  readonly createdMs: number;
  modifiedMs: number;
  /** Developer user ids by provider name, in the order they were linked. */
  readonly logins: Map<string, string[]>;
}

type Event =
  | { readonly event: "created"; readonly id: string; readonly poolId: string; readonly atMs: number }
  | {
      readonly event: "linked";
      readonly id: string;
      readonly provider: string;
      readonly user: string;
      readonly atMs: number;
    };

/** Identities and who they belong to: the same developer user is the same identity, for good. Kept in a journal. */
export class IdentityStore {
  readonly #byId = new Map<string, Identity>();
  readonly #byUser = new Map<string, Identity>();
  readonly #journal: Journal<Event>;

  constructor(file: string) {
    this.#journal = new Journal<Event>(file, (event) => this.#apply(event));
  }

  find(identityId: string): Identity | undefined {
    return this.#byId.get(identityId);
  }

  findByUser(poolId: string, provider: string, user: string): Identity | undefined {
    return this.#byUser.get(userKey(poolId, provider, user));
  }

  create(identity: { readonly id: string; readonly poolId: string }, atMs: number): Identity {
    this.#record({ event: "created", ...identity, atMs });
    return this.#byId.get(identity.id)!;
  }

  /** The user must not be linked to another identity. */
  link(identity: Identity, login: { readonly provider: string; readonly user: string }, atMs: number): void {
    this.#record({ event: "linked", id: identity.id, ...login, atMs });
  }

  close(): void {
    this.#journal.close();
  }

  #record(event: Event): void {
    this.#journal.append(event);
    this.#apply(event);
  }

  #apply(event: Event): void {
    if (event.event === "created") {
      const { id, poolId, atMs } = event;
      this.#byId.set(id, { id, poolId, createdMs: atMs, modifiedMs: atMs, logins: new Map() });
      return;
    }
    const identity = this.#byId.get(event.id);
    if (identity === undefined)
      throw new Error(`The identity journal links ${event.id} before it was created.`);
    identity.logins.set(event.provider, [...(identity.logins.get(event.provider) ?? []), event.user]);
    identity.modifiedMs = event.atMs;
    this.#byUser.set(userKey(identity.poolId, event.provider, event.user), identity);
  }
}

/** Unambiguous whatever characters a user id has. */
const userKey = (poolId: string, provider: string, user: string): string =>
  JSON.stringify([poolId, provider, user]);
