/** Equal to package.json's version (a test compares them): a constant, so that nothing need be read at start. */
export const version = "0.1.0";
