import { use } from "chai";
import { iam } from "./iam-plugin";

use(iam);
