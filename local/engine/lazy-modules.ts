import Module from "node:module";

interface Loader {
  _load(request: string, parent: { filename?: string | null } | undefined, isMain: boolean): unknown;
}

/**
 * Modules that the SDK loads at once and this engine seldom or never needs: what its own closure serializer, its gRPC
 * channels, its tracing and its Automation API stand on. They cost three quarters of `require("@pulumi/pulumi")`.
 */
const UNNEEDED =
  /^(typescript|@npmcli\/arborist|normalize-package-data|fdir|@grpc\/grpc-js|@opentelemetry\/api|execa|js-yaml|tmp)$|_grpc_pb$/;
const PULUMI_SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;
/** What handlers use when they run, which is never here: a program only needs to know that it is there (measured: 110 ms). */
const AWS_SDK = /^@aws-sdk\//;
/** Error messages in fifty languages. */
const ZOD_LOCALES = /^\.\.\/locales\/index\.cjs$/;
const ZOD = /[\\/]zod[\\/]v4[\\/]/;
const DEPENDENCY = /[\\/]node_modules[\\/]/;

let installed = false;

/**
 * From now on the Pulumi SDK gets a stand-in for each of these modules, zod one for its languages, and the program one for
 * each of the AWS SDK's, which loads the real one when it is first used. Nobody else is affected: a program that requires
 * `typescript` gets `typescript`.
 */
export function loadLazily(): void {
  if (installed) return;
  installed = true;
  const loader = Module as unknown as Loader;
  const load = loader._load.bind(loader);
  loader._load = (request, parent, isMain) => {
    const importer = parent?.filename ?? "";
    const isUnneeded =
      (UNNEEDED.test(request) && PULUMI_SDK.test(importer)) ||
      (AWS_SDK.test(request) && !DEPENDENCY.test(importer)) ||
      (ZOD_LOCALES.test(request) && ZOD.test(importer));
    return isUnneeded
      ? standIn(() => load(request, parent, isMain) as object)
      : load(request, parent, isMain);
  };
}

function standIn(load: () => object): object {
  let loaded: object | undefined;
  const real = (): object => (loaded ??= load());
  return new Proxy((): void => undefined, {
    apply: (_, self, args) => Reflect.apply(real() as () => unknown, self, args),
    get(_, key) {
      // Compiled modules ask for this mark when they import; answering it must not load anything.
      if (key === "__esModule") return true;
      const found: unknown = Reflect.get(real(), key);
      return key === "default" ? (found ?? real()) : found;
    },
    has: (_, key) => Reflect.has(real(), key),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
