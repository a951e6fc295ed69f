// Loaded before the Agents Playground 0.2.28, which has no switch for two things:
// it listens on every interface, and it says en-US whatever language the machine has.
"use strict";

const Module = require("node:module");
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const onlyPort = typeof port === "number" && typeof rest[0] !== "string";
  return onlyPort ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, file, ...rest) {
  const german = file.includes("m365agentsplayground")
    ? source.replaceAll('locale:"en-US"', 'locale:"de-DE"')
    : source;
  return compile.call(this, german, file, ...rest);
};
