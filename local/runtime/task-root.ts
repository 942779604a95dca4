/** Where Lambda unpacks a function's zip. */
export const TASK_ROOT = "/var/task";
