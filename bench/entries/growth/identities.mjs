import { join } from "node:path";
import { startGrowing } from "../../contenders/growing.mjs";
import { driveRequests } from "../../drive-requests.mjs";
import { sendAll } from "../../send-all.mjs";
import { cognitoRequests } from "../../signed-requests.mjs";

const SIZES = [10, 1_000, 10_000];
const PROVIDER = "login.growing";
const nameOf = (identities) => `${identities.toLocaleString("en")} identities`;
const units = Object.fromEntries(SIZES.map((size) => [nameOf(size), size]));

export const identities = {
  title: "More identities",
  notes: [
    "Starting again: processor time until the identities are there. A login: an OpenID token for one of them, for the",
    "operator; credentials: that token's, unsigned. 10 connections each.",
  ],
  measures: {
    restartMs: "starting again (ms)",
    loginUs: "CPU/login (µs)",
    credentialsUs: "CPU/credentials (µs)",
    memoryMb: "memory (MB)",
  },
  growth: [
    { name: "starting again", measure: "restartMs", units, wanted: "linear" },
    { name: "a login", measure: "loginUs", units, wanted: "flat" },
    { name: "credentials", measure: "credentialsUs", units, wanted: "flat" },
  ],

  async prepare({ folder, isBrief }) {
    const sizes = SIZES.map((size) => ({ size, count: isBrief ? Math.min(size, 50) : size }));
    const folderOf = (size) => join(folder, String(size));
    for (const { size, count } of sizes) await fill(folderOf(size), count);
    return async () => {
      const measured = {};
      for (const { size, count } of sizes)
        measured[nameOf(size)] = await measureIdentities(folderOf(size), count, isBrief ? 0.4 : 1);
      return measured;
    };
  },
};

const login = (poolId, index) => ({ IdentityPoolId: poolId, Logins: { [PROVIDER]: `person-${index}` } });
const OPEN_TOKEN = "GetOpenIdTokenForDeveloperIdentity";

async function fill(folder, count) {
  const { server, names, endpoint, operator } = await startGrowing({ folder });
  try {
    const inputs = Array.from({ length: count }, (_, index) => login(names.identityPoolId, index));
    await sendAll(endpoint, cognitoRequests(endpoint, { operation: OPEN_TOKEN, inputs }, operator));
  } finally {
    await server.stop();
  }
}

/** Logins of people spread over all that there are. */
async function measureIdentities(folder, count, seconds) {
  const { server, names, endpoint, operator, started } = await startGrowing({ folder });
  try {
    const asked = Array.from({ length: Math.min(count, 100) }, (_, index, all = Math.min(count, 100)) =>
      login(names.identityPoolId, Math.floor((index * count) / all)),
    );
    const logins = cognitoRequests(endpoint, { operation: OPEN_TOKEN, inputs: asked }, operator);
    const tokens = await sendAll(endpoint, logins);
    const inputs = tokens.map(({ IdentityId, Token }) => ({
      IdentityId,
      Logins: { "cognito-identity.amazonaws.com": Token },
    }));
    const credentials = cognitoRequests(endpoint, { operation: "GetCredentialsForIdentity", inputs });
    const load = { url: endpoint, connections: 10, seconds, warmupSeconds: seconds };
    const { processorUs: loginUs } = await driveRequests(server, { ...load, requests: logins });
    const { processorUs: credentialsUs } = await driveRequests(server, { ...load, requests: credentials });
    return { restartMs: started.readyProcessorMs, loginUs, credentialsUs, memoryMb: server.memoryMb() };
  } finally {
    await server.stop();
  }
}
