/**
 * For a Node program that is started with a channel ("ipc" among its streams): it ends when the channel closes, and so with the process that started it, however that ends. What a handler
 * of this process' end would do is not done where it is killed.
 */
export const ENDS_WITH_PARENT = ["--import", "data:text/javascript,process.once('disconnect', () => process.exit())"];
