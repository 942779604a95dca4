/** Stands in for the AWS SDK's SHA-256 in JavaScript, which serves where Node was built without its own. Lambda's was not. */
export class Sha256Js {
  constructor() {
    throw new Error("This Node was built without SHA-256");
  }
}
