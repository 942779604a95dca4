import { use } from "chai";
import { iam } from "./iam-plugin";

use(iam);

// Brings the types of the assertions to whoever imports this alone.
export { iam };
