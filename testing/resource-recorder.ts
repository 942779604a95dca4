import type * as pulumi from "@pulumi/pulumi";
import type { ResourceRecord } from "../policies/access/resource-record";
import { physicalProperties } from "./physical-properties";
import type { RecordedResources } from "./to-subject";

type Mocks = pulumi.runtime.Mocks;

export interface ResourceRecorderOptions {
  /** @default "111122223333" */
  readonly account?: string;
  /** @default "us-east-1" */
  readonly region?: string;
  /** Computed properties of a resource, beside or instead of those that the recorder makes up. */
  readonly outputs?: (resource: pulumi.runtime.MockResourceArgs) => Readonly<Record<string, unknown>>;
  /** Answers a call such as `aws.getAvailabilityZones`. @default getRegion, getCallerIdentity, getPartition; others fail */
  readonly call?: (call: pulumi.runtime.MockCallArgs) => Readonly<Record<string, unknown>>;
}

/**
 * Pulumi mocks that remember what a program makes, for a program that is tested with `setMocks` already:
 *
 *     const recorder = new ResourceRecorder();
 *     await pulumi.runtime.setMocks(recorder);
 *     await import("./program");
 *     expect(await recorder.recorded(pulumi.runtime)).to.allow("s3:GetObject").on(…).for("reader");
 *
 * `graph()` needs no mocks, and checks properties as well.
 */
export class ResourceRecorder implements Mocks {
  readonly #account: string;
  readonly #region: string;
  readonly #options: ResourceRecorderOptions;
  readonly #resources: ResourceRecord[] = [];

  constructor(options: ResourceRecorderOptions = {}) {
    this.#account = options.account ?? "111122223333";
    this.#region = options.region ?? "us-east-1";
    this.#options = options;
  }

  newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    const { type, name } = args;
    const inputs = args.inputs as Readonly<Record<string, unknown>>;
    const scope = { account: this.#account, region: this.#region };
    const physical = args.custom === false ? {} : physicalProperties({ type, name, inputs }, scope);
    const outputs = { ...inputs, ...physical, ...this.#options.outputs?.(args) };
    const id = args.id ?? (typeof outputs.id === "string" ? outputs.id : `${name}-id`);
    this.#resources.push({ type, name, id, inputs, outputs });
    return { id, state: outputs };
  }

  call(args: pulumi.runtime.MockCallArgs): pulumi.runtime.MockCallResult {
    const answered = this.#options.call?.(args);
    if (answered !== undefined) return answered;
    switch (args.token) {
      case "aws:index/getRegion:getRegion":
        return { region: this.#region, name: this.#region, id: this.#region };
      case "aws:index/getCallerIdentity:getCallerIdentity":
        return { accountId: this.#account, arn: `arn:aws:iam::${this.#account}:root`, id: this.#account };
      case "aws:index/getPartition:getPartition":
        return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" };
      default:
        throw new Error(`${args.token} is not answered: give new ResourceRecorder({ call }) that answers it`);
    }
  }

  /**
   * Everything that the program has made, once every registration has ended: an assertion on half a program
   * would not see the statement that grants too much.
   *
   * @param runtime `pulumi.runtime` of the program's own copy of the SDK
   */
  async recorded(runtime: Pick<typeof pulumi.runtime, "disconnect">): Promise<RecordedResources> {
    await runtime.disconnect();
    return { resources: [...this.#resources] };
  }
}
