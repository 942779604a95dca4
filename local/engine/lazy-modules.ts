import Module from "node:module";

interface Loader {
  _load(request: string, parent: { filename?: string | null } | undefined, isMain: boolean): unknown;
}

/**
 * Modules that the SDK loads at once and this engine never needs: the parser and package reader of its own closure
 * serializer, and gRPC. Loading them costs three quarters of `require("@pulumi/pulumi")` (measured: 570 ms, 130 without).
 */
const UNNEEDED = /^(typescript|@npmcli\/arborist|@grpc\/grpc-js)$|_grpc_pb$/;
const PULUMI_SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;

let installed = false;

/**
 * From now on the Pulumi SDK gets a stand-in for each of these modules, which loads the real one when it is first used.
 * Nobody else is affected: a program that requires `typescript` gets `typescript`.
 */
export function loadPulumiLazily(): void {
  if (installed) return;
  installed = true;
  const loader = Module as unknown as Loader;
  const load = loader._load.bind(loader);
  loader._load = (request, parent, isMain) => {
    const isUnneeded = UNNEEDED.test(request) && PULUMI_SDK.test(parent?.filename ?? "");
    return isUnneeded
      ? standIn(() => load(request, parent, isMain) as object)
      : load(request, parent, isMain);
  };
}

function standIn(load: () => object): object {
  let loaded: object | undefined;
  const real = (): object => (loaded ??= load());
  return new Proxy(Object.create(null) as object, {
    // Compiled modules ask for this mark when they import; answering it must not load anything.
    get: (_, key) => (key === "__esModule" ? true : Reflect.get(real(), key)),
    has: (_, key) => Reflect.has(real(), key),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
