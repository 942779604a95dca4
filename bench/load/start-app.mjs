import { join } from "node:path";
import { startLocalCloud } from "../contenders/local-cloud.mjs";
import { httpJson } from "../http-send.mjs";
import { untilFirst200 } from "../until-first-200.mjs";

const PEOPLE = 5;
const PASSWORD = "correct horse battery staple";
/** What the stack would refuse is not what is measured. */
const UNTHROTTLED = { ratePerSecond: 10_000, burst: 5_000 };
const CONFIGURATION = {
  "notes-and-pets:api": JSON.stringify({
    throttle: UNTHROTTLED,
    signInThrottle: UNTHROTTLED,
    allowedOrigins: ["http://localhost:4510"],
  }),
};

/** This repository's own program, with people who have signed in. */
export async function startApp(folder) {
  const started = await startLocalCloud({
    home: join(folder, "home"),
    data: join(folder, "data"),
    env: { PULUMI_CONFIG: JSON.stringify(CONFIGURATION) },
  });
  try {
    await untilFirst200(started.server, () => started.ask("/pets"));
    const { outputs, local } = started.outputs();
    const people = [];
    for (let number = 1; number <= PEOPLE; number++) people.push(await register(outputs.url, number));
    return { server: started.server, url: outputs.url, region: local.region, people };
  } catch (error) {
    await started.server.stop();
    throw error;
  }
}

async function register(url, number) {
  const { credentials } = await httpJson(new URL(`${url}/users`), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: `person-${number}`, password: PASSWORD }),
  });
  return credentials;
}
