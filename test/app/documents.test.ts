import { join } from "node:path";
import { expect } from "chai";
import { findStackDocuments } from "../../cli/lint-documents";
import { graph, type Graph } from "../../local/engine/graph";
import { loadProject } from "../../local/engine/project-files";
import { lint } from "../../policies";
import { findNotes } from "../../policies/document-notes";

const root = join(__dirname, "..", "..");

function program(stack: string): Promise<Graph> {
  const { config } = loadProject(root, stack, () => {});
  return graph(
    () => {
      const main = join(root, "index.ts");
      for (const file of [main, join(root, "stack-configuration.ts")]) delete require.cache[file];
      return require(main) as unknown;
    },
    { project: "notes-and-pets", stack, directory: root, config },
  );
}

for (const stack of ["dev", "prod"]) {
  describe(`the policy documents of stack ${stack}`, function () {
    this.timeout(60_000);

    it("carry no warning, each with what its builder knows", async () => {
      const g = await program(stack);
      const documents = findStackDocuments(g.resources);

      const types = new Set(documents.map(({ resource }) => resource.type));
      expect([...types]).to.include.members([
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/policy:Policy",
        "aws:lambda/permission:Permission",
      ]);
      for (const { resource, property, text, ...use } of documents) {
        const notes = findNotes(text);
        expect(notes !== undefined, `${resource.name} ${property} is built`).to.equal(
          resource.type !== "aws:lambda/permission:Permission",
        );
        expect(
          lint(text, { ...use, account: "000000000000", partition: "aws", ...(notes && { notes }) }),
          `${resource.name} ${property}`,
        ).to.deep.equal([]);
      }
      expect(g.messages).to.deep.equal([]);
    });
  });
}
