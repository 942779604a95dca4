import { randomUUID } from "node:crypto";
import { CognitoIdentityClient, GetCredentialsForIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { expect } from "chai";
import { RunningApp, type Person } from "./running-app";

const MINUTE_MS = 60_000;
const PET = { petType: "cat", petName: "Tom", petAge: 3 };

describe("the notes and pets app", function () {
  this.timeout(60_000);
  const app = new RunningApp();
  let one: Person;
  let two: Person;
  before(async () => {
    await app.start();
    [one, two] = [await app.register(), await app.register()];
  });
  after(() => app.remove());

  describe("registration and login", () => {
    const login = async (body: unknown) => {
      for (;;) {
        const answer = await app.call("POST /login", { body: JSON.stringify(body) });
        if (answer.status !== 429) return answer;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    };

    it("give the same identity, a token and credentials that end within an hour", async () => {
      const { status, json } = await login({ username: one.username, password: one.password });

      expect(status).to.equal(200);
      expect(json).to.have.all.keys("username", "identityId", "token", "credentials");
      expect(json).to.include({ username: one.username, identityId: one.identityId });
      expect(json.credentials).to.have.all.keys(
        "accessKeyId",
        "secretAccessKey",
        "sessionToken",
        "expiration",
      );
      expect(json.credentials.expiration).to.be.within(
        Date.now() + 55 * MINUTE_MS,
        Date.now() + 61 * MINUTE_MS,
      );
    });

    it("give a token that lives as long as configured", () => {
      const { iat, exp, aud } = JSON.parse(Buffer.from(one.token.split(".")[1]!, "base64url").toString());

      expect(exp - iat).to.equal(12 * 3600);
      expect(aud).to.equal(app.outputs.identityPoolId);
    });

    it("tell an unknown name and a wrong password apart by nothing", async () => {
      const wrong = await login({ username: one.username, password: "not the password" });
      const unknown = await login({ username: "nobody-at-all", password: "not the password" });

      expect([wrong.status, wrong.json]).to.deep.equal([401, { message: "wrong username or password" }]);
      expect([unknown.status, unknown.json]).to.deep.equal([wrong.status, wrong.json]);
    });

    it("do not give a name twice: 409", async () => {
      let answer;
      do
        answer = await app.call("POST /users", {
          body: JSON.stringify({ username: one.username, password: "another password" }),
        });
      while (answer.status === 429);

      expect(answer.status).to.equal(409);
      expect((await login({ username: one.username, password: one.password })).status).to.equal(200);
    });

    it("renew credentials for the token at Cognito, without a password", async () => {
      const cognito = new CognitoIdentityClient(app.client(one.keys));

      const { Credentials } = await cognito.send(
        new GetCredentialsForIdentityCommand({
          IdentityId: one.identityId,
          Logins: { "cognito-identity.amazonaws.com": one.token },
        }),
      );

      const keys = {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretKey!,
        sessionToken: Credentials!.SessionToken!,
      };
      expect((await app.call("GET /pets", { as: keys })).status).to.equal(200);
    });
  });

  describe("pets", () => {
    it("are made, read and listed in pages by everybody who signed in", async () => {
      const made = await app.post("POST /pets", one, PET);
      await app.post("POST /pets", two, { ...PET, petName: "Rex" });

      expect(made.status).to.equal(201);
      expect(made.json).to.deep.include(PET);
      expect((await app.get(`/pets/${made.json.petId}`, two)).json).to.deep.equal(made.json);
      const page = await app.get("/pets?limit=1", two);
      expect(page.json.pets).to.have.length(1);
      expect(
        (await app.get(`/pets?limit=1&nextToken=${page.json.nextToken}`, two)).json.pets[0].petId,
      ).to.not.equal(page.json.pets[0].petId);
    });

    it("that do not exist are 404, through the mapping template", async () => {
      const answer = await app.get(`/pets/${randomUUID()}`, one);

      expect([answer.status, answer.json]).to.deep.equal([404, { message: "no such pet" }]);
    });

    const BAD: readonly [string, string][] = [
      ["limit=0", "limit must be >= 1"],
      ["limit=101", "limit must be <= 100"],
      ["limit=ten", "limit must be integer"],
      ["nextToken=forged", "nextToken is not one that this API gave"],
    ];
    for (const [query, message] of BAD) {
      it(`are not listed with ${query}: 400`, async () => {
        const answer = await app.get(`/pets?${query}`, one);

        expect([answer.status, answer.json]).to.deep.equal([
          400,
          { message: `Invalid request parameters: ${message}` },
        ]);
      });
    }
  });

  describe("notes", () => {
    it("belong to the caller: made, listed in the order of creation, read and deleted", async () => {
      const texts = ["first", 'second "quoted" \\ and \n a line', "third: it's 日本語 </script>"];
      const made = [];
      for (const text of texts) made.push((await app.post("POST /notes", one, { text })).json);

      expect(made[0]).to.have.all.keys("noteId", "text", "createdAt");
      expect((await app.get("/notes", one)).json).to.deep.equal({ notes: made });
      expect((await app.get(`/notes/${made[1].noteId}`, one)).json).to.deep.equal(made[1]);
      const page = (await app.get("/notes?limit=2", one)).json;
      expect(page.notes).to.have.length(2);
      expect((await app.get(`/notes?limit=2&nextToken=${page.nextToken}`, one)).json).to.deep.equal({
        notes: [made[2]],
      });
      const deleted = await app.call(`DELETE /notes/${made[0].noteId}`, { as: one.keys });
      expect([deleted.status, deleted.text]).to.deep.equal([204, ""]);
      const again = await app.call(`DELETE /notes/${made[0].noteId}`, { as: one.keys });
      expect([again.status, again.json]).to.deep.equal([404, { message: "no such note" }]);
    });

    it("of somebody else are 404, and stay", async () => {
      const { noteId } = (await app.post("POST /notes", one, { text: "mine" })).json;

      expect((await app.get(`/notes/${noteId}`, two)).status).to.equal(404);
      expect((await app.call(`DELETE /notes/${noteId}`, { as: two.keys })).status).to.equal(404);
      expect((await app.get("/notes", two)).json.notes).to.deep.equal([]);
      expect((await app.get(`/notes/${noteId}`, one)).status).to.equal(200);
    });

    for (const query of [
      "limit=0",
      "limit=101",
      "limit=1%22",
      "limit=%7B%7D",
      "limit=-1",
      "nextToken=%22%2C%22x",
      "nextToken=..%2F",
    ]) {
      it(`are not listed with ${decodeURIComponent(query)}: 400`, async () => {
        const answer = await app.get(`/notes?${query}`, one);

        expect([answer.status, answer.json]).to.deep.equal([400, { message: "Invalid request parameters" }]);
      });
    }

    it("cannot be read by an id that would break out of its template", async () => {
      const answer = await app.get(`/notes/${encodeURIComponent('x"},"userId":{"S":"other')}`, one);

      expect(answer.status).to.equal(404);
    });
  });
});
