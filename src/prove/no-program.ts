/**
 * What `workerData.mod` of a thread that imports snarkjs is to be. web-worker, which ffjavascript imports, takes every thread for one that it started itself and loads
 * the program that is named there; this one is empty. What is posted to such a thread before it says that it listens is lost.
 */
export const NO_PROGRAM = "data:text/javascript,";
