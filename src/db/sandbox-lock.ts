/**
 * The advisory lock of whoever moves the sandbox's clock or makes its story: one at a time, and the worker
 * stands back meanwhile, because the mover runs what falls due itself.
 */
export const sandboxLock = 7_205_711;
