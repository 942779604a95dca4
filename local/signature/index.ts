export { readScope } from "./credential-scope";
export { messageWithExpectedStrings, type Refusal, type SignatureError } from "./refusal";
export type { PathStyle } from "./canonical-path";
export type { SignedRequest } from "./signed-request";
export { verifySignature, type Verification, type VerifyOptions } from "./verify-signature";
