import { analyzeCallback, bundleCallbacks } from "/work/main/callbacks";
import { rows } from "/work/main/test/callbacks/fixtures/probe";
import { describeValue } from "/work/main/test/callbacks/describe-value";
import { mkdirSync, mkdtempSync, writeFileSync, rmSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
const { transformSync } = require("/work/main/node_modules/esbuild");
const promiseOf = (o: any) => o.promise();
it("probe", async function () {
  this.timeout(300000);
  const made: any[] = [];
  for (const [name, make] of Object.entries(rows)) {
    try {
      const h = make();
      made.push({ name, h, analyzed: analyzeCallback(h, { name }) });
    } catch (e: any) {
      console.log(
        "REFUSED",
        name,
        e.name === "CallbackError" ? "" : "!!NOT-CALLBACKERROR " + e.stack.slice(0, 300),
        e.message.replace(/^\w+: the callback /, ""),
      );
    }
  }
  const settled = await Promise.allSettled(made.map(({ analyzed }) => bundleCallbacks([{ analyzed }])));
  const folder = mkdtempSync("/tmp/probe-");
  writeFileSync(
    folder + "/describe.js",
    transformSync(readFileSync("/work/main/test/callbacks/describe-value.ts", "utf8"), {
      loader: "ts",
      format: "cjs",
    }).code,
  );
  const ok: any[] = [];
  for (const [i, s] of settled.entries()) {
    const m = made[i];
    if (s.status === "rejected") {
      console.log("BUNDLE", m.name, s.reason.message);
      continue;
    }
    const dir = `${folder}/${i}`;
    mkdirSync(dir);
    for (const [n, t] of Object.entries(s.value[0]!.files)) writeFileSync(`${dir}/${n}`, t as string);
    let env: any = {};
    try {
      env = Object.fromEntries(
        await Promise.all(
          Object.entries(s.value[0]!.environment).map(async ([k, v]) => [k, await promiseOf(v)]),
        ),
      );
    } catch (e: any) {
      console.log("ENV", m.name, e.message);
      continue;
    }
    ok.push({ ...m, dir, env });
  }
  writeFileSync(
    folder + "/run.js",
    `const {describeValue}=require("./describe.js");const list=${JSON.stringify(ok.map(({ dir, env }) => ({ dir, env })))};(async()=>{const out=[];for(const {dir,env} of list){Object.assign(process.env,env);const r=[];try{const h=require(dir+"/index.js").handler;for(let i=0;i<2;i++){try{r.push({answer:describeValue(await h({name:"Ann"}))})}catch(e){r.push({thrown:describeValue(e),stack:e.stack})}}}catch(e){r.push({load:e.stack})}out.push(r)}require("fs").writeFileSync("out.json",JSON.stringify(out))})()`,
  );
  const r = spawnSync(process.execPath, ["run.js"], { cwd: folder, encoding: "utf8" });
  if (r.stderr) console.log(r.stderr);
  const out = JSON.parse(readFileSync(folder + "/out.json", "utf8"));
  let same = 0;
  for (const [i, m] of ok.entries()) {
    const direct: any[] = [];
    for (let k = 0; k < 2; k++) {
      try {
        direct.push({ answer: describeValue(await m.h({ name: "Ann" })) });
      } catch (e) {
        direct.push({ thrown: describeValue(e) });
      }
    }
    const there = JSON.parse(JSON.stringify(out[i], (k, v) => (k === "stack" ? undefined : v)));
    const x = JSON.stringify(direct),
      y = JSON.stringify(there);
    if (x === y) same++;
    else
      console.log(
        "DIFFERENT",
        m.name,
        "\n   direct",
        x.slice(0, 600),
        "\n   bundle",
        y.slice(0, 600),
        (out[i][0].stack ?? out[i][0].load ?? "").slice(0, 200),
      );
  }
  console.log("same", same, "of", Object.keys(rows).length);
  rmSync(folder, { recursive: true });
});
